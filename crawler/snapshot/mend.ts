import type { AnchorSpot, Heading, LinkSpan, PageRecord } from "../messages.ts";
import { applyEdits, OffsetMap, type Edit } from "./edits.ts";
import type { Range } from "./furniture.ts";
import type { CutText, Undo } from "./manifest.ts";
import { createAnchorPlacer } from "./place-anchor.ts";
import { linkAround } from "./sound-record.ts";

/** What the whole site decides about one page. */
export interface Mending {
  /** New destination of each link of the record; undefined: stays as it is. */
  readonly destinations: readonly (string | undefined)[];
  /** The record's anchors that pages link to. */
  readonly anchors: readonly AnchorSpot[];
  /** Sorted, apart from one another, on the edges of blocks without headings. */
  readonly cuts: readonly Range[];
}

/** A page as published; offsets are into `text`. */
export interface MendedPage {
  readonly text: string;
  readonly headings: readonly Heading[];
  readonly links: readonly LinkSpan[];
  readonly anchors: readonly AnchorSpot[];
  readonly cuts: readonly CutText[];
  readonly undo: readonly Undo[];
}

/** Puts in links, anchors and cuts; `restorePage` takes them back exactly. The record is a sound one. */
export function mendPage(markdown: string, record: PageRecord, mending: Mending): MendedPage {
  const isCut = cutTest(mending.cuts);
  const placeAnchor = createPlacerOutsideLinks(markdown, record.links);
  const { text, made, inverse } = applyEdits(markdown, [
    ...mending.cuts.map((cut) => ({ ...cut, text: "" })),
    ...linkEdits(markdown, record.links, mending.destinations).filter((edit) => !isCut(edit.start)),
    ...mending.anchors.filter((spot) => !isCut(spot.offset)).map(placeAnchor),
  ]);
  const map = new OffsetMap(made);
  const links = record.links.filter((link) => !isCut(link.start)).map((link) => movedLink(link, map));
  return {
    text,
    headings: record.headings.map(({ level, text: title, slug, ids, offset }) => ({
      level,
      text: title,
      slug,
      ids,
      offset: map.start(offset),
    })),
    links,
    anchors: record.anchors
      .filter((spot) => !isCut(spot.offset))
      .map(({ offset, id }) => ({ offset: map.start(offset), id })),
    cuts: mending.cuts.map((cut) => cutText(markdown, record, cut, map)),
    undo: undoOf(inverse, made, mending.cuts, links),
  };
}

/** A tag goes to where its line's text starts, which in a sound record of odd Markdown may be in a destination. */
function createPlacerOutsideLinks(markdown: string, links: readonly LinkSpan[]): (spot: AnchorSpot) => Edit {
  const place = createAnchorPlacer(markdown);
  const starts = links.map((link) => link.start);
  return (spot) => {
    const edit = place(spot);
    const at = linkAround(edit.start, links, starts)?.start ?? edit.start;
    return { ...edit, start: at, end: at };
  };
}

function linkEdits(
  markdown: string,
  links: readonly LinkSpan[],
  destinations: readonly (string | undefined)[],
): Edit[] {
  return links.flatMap(({ start, end }, at) => {
    const text = destinations[at];
    return text === undefined || text === markdown.slice(start, end) ? [] : [{ start, end, text }];
  });
}

function cutTest(cuts: readonly Range[]): (offset: number) => boolean {
  return (offset) => cuts.some((cut) => cut.start <= offset && offset < cut.end);
}

const movedLink = ({ start, end, url, image }: LinkSpan, map: OffsetMap): LinkSpan => ({
  start: map.start(start),
  end: map.end(end),
  url,
  image,
});

function cutText(markdown: string, record: PageRecord, { start, end }: Range, map: OffsetMap): CutText {
  const within = (offset: number): boolean => start <= offset && offset < end;
  return {
    at: map.start(end),
    text: markdown.slice(start, end),
    links: record.links
      .filter((link) => within(link.start))
      .map((link) => ({ start: link.start - start, end: link.end - start, url: link.url, image: link.image })),
    anchors: record.anchors
      .filter((spot) => within(spot.offset))
      .map((spot) => ({ offset: spot.offset - start, id: spot.id })),
  };
}

function undoOf(
  inverse: readonly Edit[],
  made: readonly Edit[],
  cuts: readonly Range[],
  links: readonly LinkSpan[],
): Undo[] {
  const cutStarts = new Set(cuts.map((cut) => `${cut.start} ${cut.end}`));
  const urlAt = new Map(links.map((link) => [link.start, link.url]));
  return inverse
    .filter((_, at) => !cutStarts.has(`${made[at]?.start} ${made[at]?.end}`))
    .map(({ start, end, text }) => (text !== "" && urlAt.get(start) === text ? [start, end] : [start, end, text]));
}
