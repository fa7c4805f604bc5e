import { listCandidates } from "../discover/list-candidates.ts";
import { readList } from "../discover/page-lists/read-list.ts";
import { parseRobots } from "../discover/robots.ts";
import { decodeText } from "../fetch/decode-text.ts";
import { writtenRoutes } from "../extract/docsify-routes.ts";
import { looksBinary } from "../fetch/looks-binary.ts";
import type { Found, PageRecord } from "../messages.ts";
import { looksLikeDocument } from "../openapi/parse-document.ts";
import { encodeStagedPage } from "../staged-object.ts";
import { listDocuments, readApi, readDocument } from "./read-api.ts";
import { type HtmlReading, readHtml } from "./read-html.ts";
import { isHtml, type MarkdownOptions, readMarkdown, verifyNative } from "./read-markdown.ts";
import { readMarkup } from "./read-markup.ts";
import { isHtmlBody } from "./sniff-html.ts";
import type { Reading, ReadingOptions, ReadTask } from "./reading.ts";

type Task<K extends ReadTask["kind"]> = Extract<ReadTask, { readonly kind: K }>;

const MARKDOWN_TYPES = new Set(["text/markdown", "text/x-markdown"]);

/** Reads foreign bytes, whatever they are; what breaks in it is the page's failure, not the thread's. */
export function createReading(options: ReadingOptions): (task: ReadTask) => Reading {
  const scopeHosts = new Set(options.scopeHosts);
  return (task) => {
    try {
      switch (task.kind) {
        case "robots":
          return readRobots(task, options);
        case "list":
          return readPageList(task);
        case "page":
          return readPage(task, options, scopeHosts);
        case "native":
          return readNative(task, options, scopeHosts);
        case "api":
          return readDescription(task, options, scopeHosts);
        default:
          return task satisfies never;
      }
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { type: "fail", reason: "conversion", detail: detail.slice(0, 500) };
    }
  };
}

function readRobots(task: Task<"robots">, { userAgent }: ReadingOptions): Reading {
  const [token = userAgent] = userAgent.split(/[/\s]/, 1);
  return { type: "robots", robots: parseRobots(textOf(task), token, task.url) };
}

function readPageList(task: Task<"list">): Reading {
  return {
    type: "list",
    found: readList(task.format, task.body, () => textOf(task), task.url),
  };
}

function readPage(task: Task<"page">, options: ReadingOptions, scopeHosts: ReadonlySet<string>): Reading {
  const { url, contentType } = task;
  if (MARKDOWN_TYPES.has(contentType) || (contentType === "text/plain" && /\.(md|markdown|mdx)$/i.test(pathOf(url)))) {
    return pageOf(task, readMarkdown(textOf(task), { url, scopeHosts, collectAssets: options.collectAssets }));
  }
  if (DATA_TYPES.test(contentType) && looksLikeDocument(textOf(task))) {
    return readDescription({ ...task, kind: "api", pageUrl: url }, options, scopeHosts);
  }
  if (!isHtmlBody(contentType, task.body)) {
    return { type: "skip", reason: "not-a-page", detail: contentType || "no content type, and not HTML" };
  }
  const html = readMarkup(task);
  if (looksBinary(html)) return { type: "skip", reason: "not-a-page", detail: `${contentType}, but no text` };
  const { extraction, collectAssets } = options;
  const { isRendered = false, isFinal = isRendered } = task;
  const page = readHtml(html, { url, scopeHosts, extraction, collectAssets, isRendered }, task.body.byteLength);
  if (page.refresh !== undefined) return { type: "redirect", to: page.refresh, via: "refresh" };
  const undescribed = task.undescribed ?? describedElsewhere(page, scopeHosts);
  const described = undescribed === undefined ? readDescribed(page, task, options, scopeHosts) : undefined;
  if (described !== undefined) return described;
  const { record, markdown, alternates, native, listHint } = page;
  const lists = listCandidates(listHint.generator, url, listHint.rootHint);
  const found = [...page.found, ...lists];
  if (record.missing.includes("robot-check")) return { type: "fail", reason: "auth-required", detail: ROBOT_CHECK };
  if (options.canRender && !isFinal && record.missing.some((part) => NEEDS_BROWSER.has(part))) {
    return { type: "render", found };
  }
  if (record.missing.includes("not-found")) return { type: "fail", reason: "not-found", detail: SOFT_404 };
  if (record.missing.includes("login")) return { type: "skip", reason: "login-page", found };
  if (markdown.trim() === "" || record.missing.includes("needs-javascript")) {
    return emptyPage(undescribed === undefined ? record.missing : [...record.missing, undescribed], found);
  }
  if (native === undefined) return { ...pageOf(task, { record, markdown, found }), alternates };
  // Native Markdown may change when its page does not, and is verified against the page: both are always read.
  return { ...pageOf({ ...task, validators: {} }, { record, markdown, found }), alternates, native };
}

const ROBOT_CHECK = "a check for robots stands in the page's place; its owner may let the User-Agent pass";
const SOFT_404 = "the page says that it is not there, though with a status of success";

/** Parts of a page that are not in its HTML and may be there once its scripts have run. */
const NEEDS_BROWSER: ReadonlySet<string> = new Set(["needs-javascript", "tab-panels"]);

function emptyPage(missing: readonly string[], found: Found[]): Reading {
  const reason = missing.includes("needs-javascript") ? "needs-javascript" : "no-content";
  return { type: "skip", reason, found, ...(missing.length === 0 ? {} : { detail: missing.join(", ") }) };
}

/** As JSON, as YAML, and as what servers call files that they do not know. */
const DATA_TYPES =
  /^(?:application|text)\/(?:(?:[\w.-]+\+)?(?:json|yaml)|x-yaml|vnd\.oai\.openapi|plain|octet-stream)$/;

/** A page that scripts draw from an API's description; undefined where it names none that can be asked for. */
function readDescribed(
  page: HtmlReading,
  task: Task<"page">,
  options: ReadingOptions,
  scopeHosts: ReadonlySet<string>,
): Reading | undefined {
  const { api, record, found, alternates } = page;
  if (api === undefined) return undefined;
  const { url } = task;
  const { collectAssets } = options;
  const markdownOptions = { url, scopeHosts, collectAssets };
  if (api.type === "inline") {
    const reference = readDocument(api.document, markdownOptions, task.body.byteLength);
    return pageOf(task, { ...reference, found: [...found, ...reference.found] });
  }
  if (api.type === "documents" && api.documents.length > 1) {
    const list = listDocuments(api.documents, record.title, markdownOptions);
    return pageOf(task, { ...list, found: [...found, ...list.found] });
  }
  const by = api.type === "settings" ? api.url : api.documents[0]?.url;
  if (by === undefined) return undefined;
  const { generator, language } = record;
  return { type: "described", by, found, generator, alternates, ...(language === undefined ? {} : { language }) };
}

/** Only the crawl's own hosts are asked: a page cannot send it anywhere else. */
function describedElsewhere({ api }: HtmlReading, scopeHosts: ReadonlySet<string>): string | undefined {
  if (api === undefined || api.type === "inline") return undefined;
  const urls = api.type === "settings" ? [api.url] : api.documents.map(({ url }) => url);
  const hosts = urls
    .map((url) => new URL(url))
    .map(({ host, hostname }) => (scopeHosts.has(hostname) ? hostname : host));
  if (hosts.some((host) => scopeHosts.has(host))) return undefined;
  return `the API is described on a host that is none of the crawl's: ${hosts[0] ?? ""}`;
}

function readDescription(task: Task<"api">, options: ReadingOptions, scopeHosts: ReadonlySet<string>): Reading {
  const { url: sourceUrl, pageUrl: url } = task;
  const markdownOptions = { url, sourceUrl, scopeHosts, collectAssets: options.collectAssets };
  if (/\.(?:md|markdown)$/i.test(pathOf(sourceUrl))) return readDrawnMarkdown(task, markdownOptions);
  const read = readApi(textOf(task), markdownOptions);
  switch (read.type) {
    case "page":
      // The page's own address does not tell when its description has changed.
      return { ...pageOf(url === sourceUrl ? task : { ...task, validators: {} }, read.page), isWhole: true };
    case "named":
      return { type: "redirect", to: read.url, via: "refresh" };
    case "unreadable":
      return { type: "skip", reason: "not-a-page", detail: read.detail };
    default:
      return read satisfies never;
  }
}

/** The Markdown that a script draws a page from. */
function readDrawnMarkdown(task: Task<"api">, options: MarkdownOptions): Reading {
  const markdown = textOf(task);
  if (isHtml(markdown)) return { type: "skip", reason: "not-a-page", detail: "HTML in the place of Markdown" };
  const page = readMarkdown(markdown, { ...options, routes: writtenRoutes(task.pageUrl) });
  return { ...pageOf({ ...task, validators: {} }, page), isWhole: true };
}

function readNative(task: Task<"native">, options: ReadingOptions, scopeHosts: ReadonlySet<string>): Reading {
  const markdown = textOf(task);
  if (!verifyNative(markdown, task.sketch)) {
    return { type: "skip", reason: "not-a-page", detail: "the native Markdown does not say what the page says" };
  }
  const { url: sourceUrl, pageUrl: url } = task;
  return pageOf(task, readMarkdown(markdown, { url, sourceUrl, scopeHosts, collectAssets: options.collectAssets }));
}

function pageOf(
  { body, validators }: ReadTask,
  { record, markdown, found }: { record: PageRecord; markdown: string; found: Found[] },
): Extract<Reading, { readonly type: "page" }> {
  const { url: pageUrl, hash, canonical, generator, language } = record;
  return {
    type: "page",
    pageUrl,
    staged: encodeStagedPage({ record: { ...record, sourceBytes: body.byteLength }, markdown, found, validators }),
    hash,
    length: markdown.length,
    generator,
    found,
    alternates: [],
    ...(canonical === undefined ? {} : { canonical }),
    ...(language === undefined ? {} : { language }),
  };
}

const textOf = ({ body, charset }: ReadTask): string => decodeText(body, charset, "text");

const pathOf = (url: string): string => new URL(url).pathname;
