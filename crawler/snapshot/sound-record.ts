import type { AnchorSpot, Heading, LinkSpan, PageRecord } from "../messages.ts";

/**
 * The record without spans that the Markdown cannot have: out of range, out of order, over one another or across a
 * block's edge. Workers read hostile pages, so positions are checked before text is cut by them.
 */
export function soundRecord(record: PageRecord, markdown: string): PageRecord {
  const { length } = markdown;
  const blocks = inSequence(record.blocks, length);
  const edges = blocks.flatMap((block) => [block.start, block.end]);
  const headings = record.headings.filter(({ offset }) => offset <= length).toSorted(byOffset);
  const headingStarts = new Set(headings.map(({ offset }) => offset));
  const fixed = [...edges, ...headingStarts].sort((a, b) => a - b);
  const links = inSequence(record.links, length).filter(
    (link) =>
      !hasInside(link, fixed) &&
      !headingStarts.has(link.start) &&
      // A destination is on one line; with a line feed in it, mending could take a heading's line start away.
      !markdown.slice(link.start, link.end).includes("\n"),
  );
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

const isInside = (offset: number, links: readonly LinkSpan[], starts: readonly number[]): boolean =>
  linkAround(offset, links, starts) !== undefined;

/** The link whose destination the offset is in the middle of; `starts` are those of the sorted links. */
export function linkAround(
  offset: number,
  links: readonly LinkSpan[],
  starts: readonly number[],
): LinkSpan | undefined {
  const link = links[firstAbove(starts, offset) - 1];
  return link && link.start < offset && offset < link.end ? link : undefined;
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
