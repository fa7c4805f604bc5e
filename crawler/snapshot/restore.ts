import type { AnchorSpot, LinkSpan, PageRecord } from "../messages.ts";
import { applyEdits, OffsetMap, type Edit } from "./edits.ts";
import { digestOf } from "./digest.ts";
import type { PageEntry } from "./manifest.ts";

/** The record as the worker sent it (as far as it was sound), from what was published. */
export function restoreRecord(entry: PageEntry): PageRecord {
  const map = new OffsetMap(undoEdits(entry));
  const cuts = entry.cuts.map((cut) => ({ ...cut, start: map.end(cut.at) }));
  const links: LinkSpan[] = [
    ...entry.links.map((link) => ({ ...link, start: map.start(link.start), end: map.end(link.end) })),
    ...cuts.flatMap((cut) => cut.links.map((link) => shifted(link, cut.start))),
  ];
  const anchors: AnchorSpot[] = [
    ...entry.anchors.map(({ offset, id }) => ({ offset: map.start(offset), id })),
    ...cuts.flatMap((cut) => cut.anchors.map(({ offset, id }) => ({ offset: offset + cut.start, id }))),
  ];
  return {
    url: entry.url,
    title: entry.title,
    description: entry.description,
    language: entry.language,
    version: entry.version,
    generator: entry.generator,
    detection: entry.detection,
    breadcrumb: [...entry.breadcrumb],
    lastModified: entry.lastModified,
    editUrl: entry.editUrl,
    canonical: entry.canonical,
    native: entry.native,
    headings: entry.headings.map((heading) => ({ ...heading, offset: map.start(heading.offset) })),
    links: links.sort((a, b) => a.start - b.start),
    anchors: anchors.sort((a, b) => a.offset - b.offset),
    blocks: [...entry.blocks],
    hash: entry.uncutHash ?? entry.hash,
    sourceBytes: entry.sourceBytes,
    missing: [...entry.missing],
  };
}

/** The Markdown as the worker sent it, from the published text; throws when that is not what was published. */
export function restoreMarkdown(entry: PageEntry, text: string): string {
  const markdown = applyEdits(text, undoEdits(entry)).text;
  if (digestOf(markdown) !== (entry.uncutHash ?? entry.hash)) {
    throw new Error(
      `pages/${entry.path} of the last snapshot was changed since it was published; crawl once with --full`,
    );
  }
  return markdown;
}

function undoEdits(entry: PageEntry): Edit[] {
  const urlAt = new Map(entry.links.map((link) => [link.start, link.url]));
  return [
    ...entry.undo.map(([start, end, text]) => ({ start, end, text: text ?? urlAt.get(start) ?? "" })),
    ...entry.cuts.map(({ at, text }) => ({ start: at, end: at, text })),
  ].sort((a, b) => a.start - b.start || a.end - b.end);
}

const shifted = (link: LinkSpan, by: number): LinkSpan => ({ ...link, start: link.start + by, end: link.end + by });
