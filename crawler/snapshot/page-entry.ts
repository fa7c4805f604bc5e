import type { BlockSpan, Found, PageRecord, Validators } from "../messages.ts";
import { encodeUtf8 } from "../utf8.ts";
import { applyEdits } from "./edits.ts";
import { digestOf } from "./digest.ts";
import { pathOf, type PageMending } from "./decide-mending.ts";
import type { PageEntry } from "./manifest.ts";
import { mendPage } from "./mend.ts";
import type { SiteIndex } from "./site-index.ts";
import type { SourcePage } from "./sources.ts";

export interface BuiltPage {
  readonly entry: PageEntry;
  readonly file: Uint8Array;
  /** The file after its front matter. */
  readonly text: string;
}

/** The page's file and its line of the manifest. Every field is set in one order, so that equal pages have equal lines. */
export function buildPage(source: SourcePage, markdown: string, mending: PageMending, site: SiteIndex): BuiltPage {
  const { record } = source;
  const mended = mendPage(markdown, record, mending);
  const file = encodeUtf8(mending.frontMatter + mended.text);
  const cut =
    mending.cuts.length > 0
      ? applyEdits(
          markdown,
          mending.cuts.map((range) => ({ ...range, text: "" })),
        )
      : undefined;
  const entry: PageEntry = {
    kind: "page",
    url: record.url,
    path: pathOf(site, record.url),
    title: record.title,
    description: record.description,
    language: record.language,
    version: record.version,
    generator: record.generator,
    detection: orderedDetection(record.detection),
    breadcrumb: record.breadcrumb,
    lastModified: record.lastModified,
    editUrl: record.editUrl,
    canonical: record.canonical,
    native: record.native,
    aliases: site.pageAliases.get(record.url) ?? [],
    hash: cut ? digestOf(cut.text) : record.hash,
    uncutHash: cut ? record.hash : undefined,
    fileHash: digestOf(file),
    bytes: file.length,
    textStart: Buffer.byteLength(mending.frontMatter),
    uncutLength: source.length,
    sourceBytes: record.sourceBytes,
    missing: record.missing,
    validators: orderedValidators(source.validators),
    headings: mended.headings,
    links: mended.links,
    anchors: mended.anchors,
    blocks: record.blocks.map(({ start, end, hash }): BlockSpan => ({ start, end, hash })),
    cuts: mended.cuts,
    undo: mended.undo,
    mending: mending.digest,
    found: source.found.map(({ url, kind, format }): Found => ({ url, kind, format })),
  };
  return { entry, file, text: mended.text };
}

/** The line of a page whose file stays as it is: only other pages and the site's answer can have changed it. */
export function renewedEntry(entry: PageEntry, source: SourcePage, site: SiteIndex): PageEntry {
  return {
    ...entry,
    aliases: site.pageAliases.get(entry.url) ?? [],
    validators: orderedValidators(source.validators),
  };
}

const orderedDetection = (detection: PageRecord["detection"]): PageRecord["detection"] =>
  detection && { reason: detection.reason, version: detection.version, theme: detection.theme };

export const orderedValidators = ({ etag, lastModified, bodyHash }: Validators): Validators => ({
  etag,
  lastModified,
  bodyHash,
});
