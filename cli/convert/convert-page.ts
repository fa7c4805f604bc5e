import type { Plan } from "../../crawler/contract.ts";
import { decodeText } from "../../crawler/fetch/decode-text.ts";
import { looksBinary } from "../../crawler/fetch/looks-binary.ts";
import type { AnchorSpot, PageRecord } from "../../crawler/messages.ts";
import { FragmentIndex } from "../../crawler/snapshot/fragments.ts";
import { buildFrontMatter } from "../../crawler/snapshot/front-matter.ts";
import { splitLinkUrl } from "../../crawler/snapshot/link-url.ts";
import { mendPage, type Mending } from "../../crawler/snapshot/mend.ts";
import { looksLikeDocument, parseDocument } from "../../crawler/openapi/parse-document.ts";
import { readDocument } from "../../crawler/worker/read-api.ts";
import { type HtmlReading, readHtml } from "../../crawler/worker/read-html.ts";
import { stripBase, toRelative } from "./relative-base.ts";

export interface PageOptions {
  /** The page's URL, or an invented one from `inventPageUrl`. */
  readonly url: string;
  readonly extraction: Plan["extraction"];
  readonly frontMatter: boolean;
}

export type ConvertedPage = ({ readonly markdown: string } | { readonly empty: string }) & {
  /** How the page was read, in a sentence. */
  readonly explanation: string;
};

/** Markdown of one saved page, by the same extraction and conversion as in a crawl. */
export function convertPage(body: Uint8Array, { url, extraction, frontMatter }: PageOptions): ConvertedPage {
  if (looksBinary(decodeText(body.subarray(0, BINARY_SAMPLE_BYTES), undefined, "html"))) {
    return { empty: "no text, but a PDF, an archive, a picture or a program; give HTML", explanation: "not read" };
  }
  const page = readSaved(body, url, extraction);
  const { record, markdown } = page;
  const explanation = explainReading(record);
  if (markdown.trim() === "") return { empty: explainEmpty(page), explanation };
  const { text } = mendPage(markdown, record, decideMending(markdown, record, url));
  const head = frontMatter ? buildFrontMatter(withoutInvented(record)) : "";
  return { markdown: head + (text.endsWith("\n") ? text : `${text}\n`), explanation };
}

const BINARY_SAMPLE_BYTES = 8192;

type SavedPage = Pick<HtmlReading, "record" | "markdown" | "refresh" | "api">;

/** An OpenAPI document, a page that holds one, or a page. */
function readSaved(body: Uint8Array, url: string, extraction: Plan["extraction"]): SavedPage {
  const options = { url, scopeHosts: new Set([new URL(url).host]), collectAssets: false };
  const text = decodeText(body, undefined, "text");
  const parsed = looksLikeDocument(text) ? parseDocument(text) : undefined;
  if (parsed?.type === "document") return readDocument(parsed.document, options, body.byteLength);
  const page = readHtml(decodeText(body, undefined, "html"), { ...options, extraction });
  return page.api?.type === "inline" ? readDocument(page.api.document, options, body.byteLength) : page;
}

function explainReading({ generator, detection, missing }: PageRecord): string {
  const { reason = "nothing was asked", version, theme } = detection ?? {};
  const details = [version && `version ${version}`, theme && `theme ${theme}`].filter(Boolean).join(", ");
  const lacks = missing.length === 0 ? "" : `; missing: ${missing.join(", ")}`;
  return `read as ${generator}${details && ` (${details})`} because of ${reason}${lacks}`;
}

function explainEmpty({ record: { missing }, refresh, api }: SavedPage): string {
  if (api?.type === "documents") {
    const urls = api.documents.map(({ url }) => toRelative(url) ?? url);
    return `no content, only a script that draws an OpenAPI document; convert that: ${urls.join(", ")}`;
  }
  if (refresh !== undefined) return `no content, only a redirect to ${toRelative(refresh) ?? refresh}`;
  if (missing.includes("frames")) return "no content, only frames with other pages; convert those";
  return missing.includes("needs-javascript") ? "no content without running its scripts" : "no content";
}

/** Links within the page lead to its Markdown's own anchors; links to invented URLs become relative again. */
function decideMending(markdown: string, record: PageRecord, pageUrl: string): Mending {
  const fragments = new FragmentIndex();
  fragments.add(pageUrl, record);
  const anchors = new Map<string, AnchorSpot>();
  const destinations = record.links.map(({ start, end, url }) => {
    const { page, id } = splitLinkUrl(url);
    if (page !== pageUrl || id === undefined) return toRelative(markdown.slice(start, end));
    const target = fragments.find(pageUrl, id);
    if (target?.kind === "heading") return `#${target.slug}`;
    if (target?.kind === "spot") anchors.set(id, { id, offset: target.offset });
    return markdown.slice(start, end).replace(/^[^#]*/, "");
  });
  return { destinations, anchors: [...anchors.values()], cuts: [] };
}

function withoutInvented({ editUrl, ...record }: PageRecord): PageRecord {
  const kept = stripBase(editUrl);
  return { ...record, url: stripBase(record.url) ?? "", ...(kept === undefined ? {} : { editUrl: kept }) };
}
