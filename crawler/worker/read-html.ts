import { hash } from "node:crypto";
import { convertPage } from "../convert/convert-page.ts";
import type { ApiDescription } from "../extract/api-description.ts";
import { extractPage, type ExtractOptions } from "../extract/extract-page.ts";
import type { ExtractedPage } from "../extract/extracted-page.ts";
import { sketchPage } from "../extract/page-sketch.ts";
import type { Found, PageRecord, PageSketch } from "../messages.ts";
import { hashBlocks } from "./hash-blocks.ts";

/** Everything that a page's HTML says. */
export interface HtmlReading {
  readonly record: PageRecord;
  readonly markdown: string;
  readonly found: Found[];
  /** Markdown that the page offers of itself, and what to hold it against. */
  readonly native?: { url: string; sketch: PageSketch };
  readonly alternates: { language: string; url: string }[];
  /** Where the page only sends its readers on to. */
  readonly refresh?: string;
  readonly listHint: { generator: string; rootHint?: string };
  readonly noindex: boolean;
  /** Where the API is described that the page's scripts draw. */
  readonly api?: ApiDescription;
}

/**
 * Reads one HTML page: parse, extract, convert.
 * @param sourceBytes size of the decoded body; the length of the text when not given
 * @throws ExtractionConfigError when a selector or generator name of the plan cannot be used
 */
export function readHtml(html: string, options: ExtractOptions, sourceBytes = Buffer.byteLength(html)): HtmlReading {
  const page = extractPage(html, options);
  const { markdown, blocks, headings, links, anchors } = convertPage(page);
  const isGeneric = page.profile.name === "generic";
  const record: PageRecord = {
    url: page.url,
    ...page.metadata,
    title: page.metadata.title || (headings[0]?.text ?? ""),
    generator: page.profile.name,
    detection: describeDetection(page),
    headings,
    links,
    anchors,
    blocks: isGeneric ? hashBlocks(markdown, blocks) : [],
    hash: hash("sha256", markdown),
    sourceBytes,
    missing: markdown.trim() === "" && page.missing.length === 0 ? ["no-content"] : page.missing,
    ...(page.nativeMarkdown === undefined ? {} : { native: page.nativeMarkdown }),
  };
  return { record, markdown, ...surroundings(page, record, markdown) };
}

function describeDetection({ generator: { reason, version, theme } }: ExtractedPage): PageRecord["detection"] {
  return { reason, ...(version === undefined ? {} : { version }), ...(theme === undefined ? {} : { theme }) };
}

function surroundings(
  page: ExtractedPage,
  record: PageRecord,
  markdown: string,
): Omit<HtmlReading, "record" | "markdown"> {
  const { rootHint, nativeMarkdown, refresh } = page;
  return {
    found: page.found,
    ...(nativeMarkdown === undefined
      ? {}
      : { native: { url: nativeMarkdown, sketch: sketchPage(record.title, markdown) } }),
    alternates: page.alternates,
    ...(refresh === undefined ? {} : { refresh }),
    listHint: { generator: page.profile.name, ...(rootHint === undefined ? {} : { rootHint }) },
    noindex: page.noindex,
    ...(page.api === undefined ? {} : { api: page.api }),
  };
}
