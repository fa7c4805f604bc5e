import { hash } from "node:crypto";
import { escapeDestination } from "../convert/resolve-marks.ts";
import { scanMarkdown } from "../convert/scan-markdown.ts";
import type { Found, PageRecord } from "../messages.ts";
import { codeSpan, inlineText } from "../openapi/markdown-text.ts";
import { type ApiDocument, parseDocument } from "../openapi/parse-document.ts";
import { type ApiSettings, type NamedDocument, settingsOfJson, settingsOfScript } from "../openapi/script-settings.ts";
import { writeReference } from "../openapi/write-reference.ts";
import { findReferences, type MarkdownOptions, type MarkdownReading } from "./read-markdown.ts";

/** What a page is drawn from, as its URL served it. */
export type ApiReading =
  | { readonly type: "page"; readonly page: MarkdownReading }
  /** Settings, which name the description. */
  | { readonly type: "named"; readonly url: string }
  | { readonly type: "unreadable"; readonly detail: string };

/** Reads a description, or the settings that name it: as JSON, YAML or a script. */
export function readApi(text: string, options: MarkdownOptions & { readonly sourceUrl: string }): ApiReading {
  const parsed = parseDocument(text);
  if (parsed.type === "document") return { type: "page", page: readDocument(parsed.document, options, text.length) };
  const settings = parsed.type === "other" ? settingsOfJson(parsed.value) : emptySettings;
  const isTold = settings.documents.length > 0 || settings.inline !== undefined;
  return readSettings(
    isTold ? settings : settingsOfScript(text),
    options,
    parsed.type === "unreadable" ? parsed.detail : undefined,
  );
}

const emptySettings: ApiSettings = { documents: [] };

function readSettings(
  { documents, configUrl, inline }: ApiSettings,
  options: MarkdownOptions & { readonly sourceUrl: string },
  whyUnreadable: string | undefined,
): ApiReading {
  if (inline !== undefined) return { type: "page", page: readDocument(inline, options, 0) };
  // Scripts resolve what they name against the page that they run in.
  const named = absolute(documents, options.url);
  const [first, second] = named;
  if (second !== undefined) return { type: "page", page: listDocuments(named, "", options) };
  const next = first?.url ?? (configUrl === undefined ? undefined : URL.parse(configUrl, options.url)?.href);
  if (next !== undefined && next !== options.sourceUrl) return { type: "named", url: next };
  return { type: "unreadable", detail: whyUnreadable ?? "no OpenAPI document, and it names none" };
}

function absolute(documents: readonly NamedDocument[], base: string): NamedDocument[] {
  return documents.flatMap(({ url, name }) => {
    const target = URL.parse(url, base);
    return target === null || !/^https?:$/.test(target.protocol) ? [] : [{ url: target.href, name }];
  });
}

/** The reference that a description makes, as the page's Markdown. */
export function readDocument(document: ApiDocument, options: MarkdownOptions, sourceBytes: number): MarkdownReading {
  const { title, description, markdown: source, idsByLine, missing } = writeReference(document, options.url);
  const { markdown, headings, links } = scanMarkdown(source, options.url, { idsByLine });
  const record = {
    ...emptyRecord(options.url, title, sourceBytes),
    ...(description === "" ? {} : { description: description.slice(0, 4096) }),
    headings,
    links,
    hash: hash("sha256", markdown),
    missing: [...missing],
  };
  return { record, markdown, found: findReferences(record, options) };
}

/** A page that draws one of several descriptions: a list of them, each to become a page of its own. */
export function listDocuments(
  documents: readonly NamedDocument[],
  title: string,
  options: MarkdownOptions,
): MarkdownReading {
  const items = documents.map(({ url, name }) => `- [${inlineText(name) || codeSpan(url)}](${escapeDestination(url)})`);
  const source = `# ${inlineText(title) || "API reference"}\n\n${items.join("\n")}\n`;
  const { markdown, headings, links } = scanMarkdown(source, options.url);
  const record = {
    ...emptyRecord(options.url, title || "API reference", source.length),
    headings,
    links,
    hash: hash("sha256", markdown),
  };
  const found = documents.map(({ url }): Found => ({ url: url.split("#", 1)[0] ?? url, kind: "api" }));
  return { record, markdown, found };
}

function emptyRecord(url: string, title: string, sourceBytes: number): PageRecord {
  return {
    url,
    title: title.slice(0, 1024),
    generator: "openapi",
    breadcrumb: [],
    headings: [],
    links: [],
    anchors: [],
    blocks: [],
    hash: "",
    sourceBytes,
    missing: [],
  };
}
