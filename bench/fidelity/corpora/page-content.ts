import type { Cheerio, CheerioAPI } from "cheerio";
import { type AnyNode, type Element, isTag, isText } from "domhandler";

/** What a reader finds on a page, read alike from its HTML and from the HTML of its Markdown. */
export interface PageContent {
  readonly code: readonly Code[];
  readonly headings: readonly Heading[];
  readonly cells: readonly string[];
  /** What `resolve` says of each. */
  readonly images: readonly string[];
  readonly links: readonly Link[];
  /** All of it, blocks apart from one another by a blank. */
  readonly text: string;
}

export interface Code {
  /** Exact, but for blanks in lines that hold nothing else, and for empty lines at the ends. */
  readonly text: string;
  /** "" where the page tells none. */
  readonly language: string;
}

export interface Heading {
  readonly level: number;
  readonly text: string;
}

export interface Link {
  readonly text: string;
  /** What `resolve` says of it. */
  readonly target: string;
}

export interface ContentOptions {
  readonly roots: Cheerio<AnyNode>;
  /** What shows code. */
  readonly code: string;
  readonly cells: string;
  /** What no link is looked for in. */
  readonly unlinked: string;
  readonly resolve: (reference: string) => string | undefined;
}

export function readContent($: CheerioAPI, { roots, code, cells, unlinked, resolve }: ContentOptions): PageContent {
  const all = (selector: string): Element[] =>
    [...roots.filter(selector).toArray(), ...roots.find(selector).toArray()].filter(isTag);
  const within = (outer: string, inner: string): ReadonlySet<AnyNode> => new Set($(outer).find(inner).toArray());
  const nestedCode = within(code, code);
  const linksInCode = new Set([...within(unlinked, "a"), ...$(unlinked).toArray()]);
  const layoutCells = new Set<AnyNode>($("td table, th table").parents("td, th").toArray());
  return {
    code: all(code)
      .filter((element) => !nestedCode.has(element))
      .map((element) => ({ text: codeText(element), language: languageOf($, element) }))
      .filter(({ text }) => text.trim() !== ""),
    headings: all("h1, h2, h3, h4, h5, h6")
      .map((element) => ({ level: Number(element.name[1]), text: lineOf(element) }))
      .filter(({ text }) => text !== ""),
    cells: all(cells)
      .filter((element) => !layoutCells.has(element))
      .map(lineOf)
      .filter((text) => text !== ""),
    images: all("img[src]").flatMap(({ attribs }) => resolve(attribs["src"] ?? "") ?? []),
    links: all("a[href]")
      .filter((element) => !linksInCode.has(element) && !isHeadingToItself($, element) && isShown($, element))
      .flatMap((element) => {
        const target = resolve(element.attribs["href"] ?? "");
        return target === undefined ? [] : [{ text: lineOf(element), target }];
      }),
    text: roots
      .toArray()
      .map((root) => shownText(root))
      .join(" "),
  };
}

function isShown($: CheerioAPI, element: Element): boolean {
  return lineOf(element) !== "" || $(element).find("img").length > 0;
}

/** A heading whose text is its own permalink. */
function isHeadingToItself($: CheerioAPI, element: Element): boolean {
  const href = element.attribs["href"] ?? "";
  if (!href.startsWith("#")) return false;
  const heading = $(element).closest("h1, h2, h3, h4, h5, h6");
  const holders = heading.closest("[id]").add(heading.find("[id]")).add(heading.prev("[id]"));
  return holders.toArray().some((one) => isTag(one) && one.attribs["id"] === href.slice(1));
}

/** Text of an element in one line. */
function lineOf(element: AnyNode): string {
  return shownText(element).replace(/\s+/g, " ").trim();
}

const BLOCKS = new Set(
  "address article aside blockquote br caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr img li main ol p pre section summary table tbody td th thead tr ul".split(
    " ",
  ),
);
const UNSHOWN = new Set(["script", "style", "template", "noscript", "button", "title", "select", "svg"]);

function shownText(node: AnyNode): string {
  if (isText(node)) return node.data.replace(/[\u00AD\u200B\uFEFF]/g, "").replaceAll("\u00A0", " ");
  if (!("children" in node) || (isTag(node) && UNSHOWN.has(node.name))) return "";
  const inner = node.children.map((child) => shownText(child)).join("");
  return isTag(node) && BLOCKS.has(node.name) ? ` ${inner} ` : inner;
}

/** Doxygen has an element for each line instead of line feeds. */
function codeText(element: Element): string {
  const lines = element.children.filter((child) => isTag(child) && child.name === "div");
  const text = element.name === "pre" ? rawText(element) : lines.map((line) => rawText(line)).join("\n");
  return text
    .replace(/\r\n?/g, "\n")
    .replaceAll("\u00A0", " ")
    .replaceAll("\u200B", "")
    .replace(/^ +$/gm, "")
    .replace(/^\n+/, "")
    .trimEnd();
}

function rawText(node: AnyNode): string {
  if (isText(node)) return node.data;
  if (!("children" in node) || (isTag(node) && UNSHOWN.has(node.name))) return "";
  if (isTag(node) && node.name === "br") return "\n";
  // rustdoc's attributes are blocks in a line of code.
  if (isTag(node) && node.attribs["class"] === "code-attribute") return `${node.children.map(rawText).join("")}\n`;
  return node.children.map((child) => rawText(child)).join("");
}

const NAMED = /(?:^|\s)(?:highlight|language|lang|brush:|src)-?\s?([\w+#.-]+)/;
const NONE = new Set(["text", "none", "plaintext", "notranslate", "default", "literal", "nohighlight"]);

/** By the classes that highlighters give the block, the one element in it, or the two around it. */
function languageOf($: CheerioAPI, element: Element): string {
  const near = [element, ...$(element).find("> code").toArray(), ...$(element).parents().slice(0, 2).toArray()];
  for (const { attribs } of near.filter(isTag)) {
    const name = NAMED.exec(attribs["class"] ?? "")?.[1]?.toLowerCase();
    if (name !== undefined) return NONE.has(name) ? "" : name;
  }
  return "";
}
