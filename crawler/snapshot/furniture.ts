import type { BlockSpan, Heading } from "../messages.ts";

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A block near the top or the bottom of a page, and the range that goes when it is cut. */
interface EdgeBlock extends Range {
  readonly hash: string;
  readonly hasHeading: boolean;
}

/** What of a page without a profile may be furniture: its first blocks from the top down, its last from the end up. */
export interface PageEdges {
  readonly length: number;
  readonly head: readonly EdgeBlock[];
  readonly tail: readonly EdgeBlock[];
}

/** Menus and footers come as few blocks; what lies deeper is content even when it repeats. */
const edgeBlocks = 12;
/** Blocks of the page's own (title, breadcrumb) that may stand between an edge and furniture. */
const maxPassedOver = 2;
const minPages = 3;
const minShare = 0.3;
/** Who would lose more than this is a page of another kind than the rule thinks. */
const maxCutShare = 0.4;

export function findEdges(blocks: readonly BlockSpan[], headings: readonly Heading[], length: number): PageEdges {
  const offsets = headings.map((heading) => heading.offset);
  const edgeBlock = (start: number, end: number, hash: string): EdgeBlock => {
    return { start, end, hash, hasHeading: offsets.some((at) => at >= start && at < end) };
  };
  const headCount = Math.min(edgeBlocks, Math.ceil(blocks.length / 2));
  const tailFrom = Math.max(headCount, blocks.length - edgeBlocks);
  // The empty lines between blocks go with the cut block, on the side of the page's edge.
  const head = blocks
    .slice(0, headCount)
    .map((block, at) => edgeBlock(block.start, blocks[at + 1]?.start ?? block.end, block.hash));
  const tail = blocks
    .slice(tailFrom)
    .map((block, at) => edgeBlock(blocks[tailFrom + at - 1]?.end ?? block.start, block.end, block.hash));
  return { length, head, tail: tail.toReversed() };
}

/** What to cut of each page; pages that lose nothing are not in the answer. */
export function decideCuts(pages: ReadonlyMap<string, PageEdges>): Map<string, readonly Range[]> {
  const threshold = Math.max(minPages, Math.ceil(pages.size * minShare));
  const heads = repeatedHashes(
    [...pages.values()].map((page) => page.head),
    threshold,
  );
  const tails = repeatedHashes(
    [...pages.values()].map((page) => page.tail),
    threshold,
  );
  const cuts = new Map<string, readonly Range[]>();
  for (const [url, page] of pages) {
    const ranges = [...furnitureAtEdge(page.head, heads), ...furnitureAtEdge(page.tail, tails)];
    const lost = ranges.reduce((sum, range) => sum + range.end - range.start, 0);
    if (lost > 0 && lost <= page.length * maxCutShare) cuts.set(url, joined(ranges));
  }
  return cuts;
}

function repeatedHashes(edges: readonly (readonly EdgeBlock[])[], threshold: number): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const edge of edges) {
    for (const hash of new Set(edge.map((block) => block.hash))) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= threshold).map(([hash]) => hash));
}

function furnitureAtEdge(edge: readonly EdgeBlock[], repeated: ReadonlySet<string>): Range[] {
  const ranges: Range[] = [];
  let passedOver = 0;
  for (const block of edge) {
    if (repeated.has(block.hash) && !block.hasHeading) ranges.push({ start: block.start, end: block.end });
    else if (++passedOver > maxPassedOver) break;
  }
  return ranges;
}

function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && range.start <= last.end) result[result.length - 1] = { start: last.start, end: range.end };
    else result.push(range);
  }
  return result;
}
