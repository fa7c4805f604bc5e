import type { AnchorSpot, Heading, LinkSpan, PageRecord } from "../messages.ts";

/**
 * The record without spans that the Markdown cannot have: out of range, out of order, over one another or across a
 * block's edge. Workers read hostile pages, so positions are checked before text is cut by them.
 */
export function soundRecord(record: PageRecord, length: number): PageRecord {
  const blocks = inSequence(record.blocks, length);
  const edges = blocks.flatMap((block) => [block.start, block.end]);
  const headings = record.headings.filter(({ offset }) => offset <= length).toSorted(byOffset);
  const fixed = [...edges, ...headings.map(({ offset }) => offset)].sort((a, b) => a - b);
  const links = inSequence(record.links, length).filter((link) => !hasInside(link, fixed));
  const starts = links.map((link) => link.start);
  const anchors = record.anchors
    .filter(({ offset }) => offset <= length && !isInside(offset, links, starts))
    .toSorted(byOffset);
  return { ...record, blocks, headings, links, anchors };
}

const byOffset = (a: Heading | AnchorSpot, b: Heading | AnchorSpot): number => a.offset - b.offset;

function inSequence<Span extends { start: number; end: number }>(spans: readonly Span[], length: number): Span[] {
  let done = 0;
  return spans
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .filter((span) => {
      const fits = span.start >= done && span.end > span.start && span.end <= length;
      if (fits) done = span.end;
      return fits;
    });
}

function hasInside(link: LinkSpan, sorted: readonly number[]): boolean {
  const next = sorted[firstAbove(sorted, link.start)];
  return next !== undefined && next < link.end;
}

function isInside(offset: number, links: readonly LinkSpan[], starts: readonly number[]): boolean {
  const link = links[firstAbove(starts, offset) - 1];
  return link !== undefined && link.start < offset && offset < link.end;
}

/** Index of the first number above the value in a sorted list. */
function firstAbove(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
