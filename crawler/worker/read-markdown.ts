import { hash } from "node:crypto";
import { scanMarkdown } from "../convert/scan-markdown.ts";
import type { RouteReader } from "../extract/docsify-routes.ts";
import { readFrontMatter } from "../extract/front-matter.ts";
import { contentWords, countFences } from "../extract/page-sketch.ts";
import type { Found, PageRecord, PageSketch } from "../messages.ts";

export interface MarkdownOptions {
  /** URL of the page. */
  readonly url: string;
  /** Where the Markdown was served: what its references start from. */
  readonly sourceUrl?: string;
  readonly scopeHosts: ReadonlySet<string>;
  readonly collectAssets: boolean;
  /** Where its links are routes of the page that a script draws it into. */
  readonly routes?: RouteReader;
}

export interface MarkdownReading {
  readonly record: PageRecord;
  /** Without front matter, all references absolute. */
  readonly markdown: string;
  readonly found: Found[];
}

/** Reads a page that is served as Markdown into the same record as one converted from HTML. */
export function readMarkdown(source: string, options: MarkdownOptions): MarkdownReading {
  const { body, title, description } = readFrontMatter(source.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n"));
  const { routes } = options;
  const { markdown, headings, links } = scanMarkdown(
    body,
    options.sourceUrl ?? options.url,
    routes === undefined ? {} : { routes },
  );
  const record: PageRecord = {
    url: options.url,
    title: (title ?? headings.find((heading) => heading.level === 1)?.text ?? "").slice(0, 1024),
    ...(description === undefined ? {} : { description: description.slice(0, 4096) }),
    generator: "markdown",
    breadcrumb: [],
    headings,
    links,
    anchors: [],
    blocks: [],
    hash: hash("sha256", markdown),
    sourceBytes: Buffer.byteLength(source),
    missing: markdown === "" ? ["no-content"] : [],
  };
  return { record, markdown, found: findReferences(record, options) };
}

export function findReferences(record: PageRecord, { scopeHosts, collectAssets }: MarkdownOptions): Found[] {
  const found = new Map<string, Found>();
  for (const { url, image } of record.links) {
    if (image && !collectAssets) continue;
    const target = URL.parse(url);
    if (target === null || !(scopeHosts.has(target.host) || scopeHosts.has(target.hostname))) continue;
    target.hash = "";
    found.set(target.href, { url: target.href, kind: image ? "asset" : "page" });
  }
  return [...found.values()];
}

/** Share of the page's words that its Markdown must have: menus and such may be missing, whole sections may not. */
const ENOUGH_WORDS = 0.7;
const ENOUGH_FENCES = 0.8;

/** Whether what a site serves as the Markdown of a page is that page, whole, and not an error page or a stub. */
export function verifyNative(markdown: string, sketch: PageSketch): boolean {
  if (isHtml(markdown)) return false;
  const { body, title } = readFrontMatter(markdown);
  if (body.trim() === "") return false;
  if (!titlesAgree([title, firstHeading(body)], sketch.title)) return false;
  if (countFences(body) < Math.ceil(sketch.codeBlocks * ENOUGH_FENCES)) return false;
  return overlap(contentWords(body), sketch.words) >= ENOUGH_WORDS;
}

export function isHtml(text: string): boolean {
  return /^\s{0,100}<(?:!doctype|html|head|body|\?xml)\b/i.test(text.slice(0, 200));
}

function firstHeading(body: string): string | undefined {
  return /^# +(\S.{0,1000})$/m.exec(body.slice(0, 20_000))?.[1];
}

function titlesAgree(candidates: readonly (string | undefined)[], expected: string): boolean {
  const wanted = lettersOf(expected);
  const given = candidates.filter((title) => title !== undefined).map(lettersOf);
  if (wanted === "" || given.length === 0) return true;
  return given.some((title) => title !== "" && (title.includes(wanted) || wanted.includes(title)));
}

function lettersOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/\]\([^()\s]{0,1000}\)/g, "")
    .replace(/[^\p{L}\p{N}]/gu, "");
}

function overlap(words: ReadonlySet<string>, expected: readonly string[]): number {
  if (expected.length === 0) return 1;
  return expected.filter((word) => words.has(word)).length / expected.length;
}
