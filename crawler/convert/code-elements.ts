import { type Element, isTag } from "domhandler";
import { descendants, plainText } from "../extract/plain-text.ts";
import { codeLanguage } from "./code-language.ts";
import { codeText, holdsCode } from "./code-text.ts";
import { treeText } from "./code-tree.ts";
import { declarationText } from "./declaration-text.ts";
import { LightNode } from "./light-node.ts";
import type { Handling, PageWalk } from "./page-walk.ts";

/** More lines than that in a table cell are joined: the cell is one line in Markdown. */
const MAX_CELL_LINES = 200;

export function addCodeBlock(walk: PageWalk, element: Element): Handling {
  const text = writtenText(walk, element);
  if (text.trim() !== "" || holdsCode(element)) {
    addCode(walk, text, codeLanguage(element, text, fallbackLanguage(walk, element)));
  }
  return "skip";
}

/** Java's authors begin a block with `{@code` and a line feed, which stays in it. */
function writtenText(walk: PageWalk, element: Element): string {
  const text = codeText(element);
  return walk.page.profile.name === "javadoc" ? text.replace(/^[ \t]*\n/, "") : text;
}

/** Highlighters that number lines put the numbers and the code into the cells of a table. */
export function addCodeTable(walk: PageWalk, element: Element): Handling {
  let code: Element | undefined;
  for (const node of descendants(element)) {
    if (!isTag(node)) continue;
    if (node.name === "pre") code = node;
    else if (node.name === "th" && isCodeTitle(node)) takeCodeTitle(walk, node);
  }
  if (code === undefined) return "skip";
  const text = codeText(code);
  // The language stands around the table, farther away than anything that a block alone would look at.
  addCode(walk, text, codeLanguage(code, text) || codeLanguage(element, text, fallbackLanguage(walk, code)));
  return "skip";
}

/** A table of one row whose first cell is a gutter and whose last one holds the code, whatever its own class. */
export function isNumberedCode(table: Element): boolean {
  const only = onlyElement(table);
  const row = only?.name === "tbody" ? onlyElement(only) : only;
  const [gutter, code, more] = row === undefined ? [] : elementsOf(row);
  if (gutter === undefined || code === undefined || more !== undefined) return false;
  // YARD marks the block in the cell instead.
  const marked = gutter.attribs["class"] === undefined ? onlyElement(gutter) : gutter;
  if (!GUTTER.test(marked?.attribs["class"] ?? "")) return false;
  for (const node of descendants(code)) if (isTag(node) && node.name === "pre") return true;
  return false;
}

/** The one that it holds; undefined with none or more, however many those are. */
function onlyElement({ children }: Element): Element | undefined {
  const first = children.find(isTag);
  return first === children.findLast(isTag) ? first : undefined;
}

const GUTTER = /(?:^|[\s_-])(?:gutter|linenos?|line-?numbers?|linenumbers|lines)(?:$|[\s_-])/i;

const elementsOf = (element: Element): Element[] => element.children.filter(isTag);

/** JSON whose parts can be folded. */
export function addCodeTree(walk: PageWalk, element: Element): Handling {
  const text = treeText(element);
  if (text !== "") addCode(walk, text, "json");
  return "skip";
}

/** A diagram's source, until a script has drawn it. */
export function addDiagram(walk: PageWalk, element: Element): Handling {
  if (element.children.some((child) => isTag(child) && child.name !== "code")) return undefined;
  const text = codeText(element);
  if (text.trim() !== "") addCode(walk, text.replace(/^\n+|\s+$/g, ""), "mermaid");
  return "skip";
}

/** What a member looks like in its language, laid out by the generator with elements of its own. */
export function addSignature(walk: PageWalk, element: Element): Handling {
  const parts = element.children.filter(isTag);
  const isTable = parts.some(({ name }) => name === "table");
  const text = isTable ? parts.map(signatureLine).join("\n") : codeText(element);
  if (text.trim() !== "") addCode(walk, text.trim(), walk.page.profile.codeLanguage ?? "");
  return "skip";
}

/** Doxygen sets a signature into a table, its template above it, and labels such as "static" beside it. */
function signatureLine(part: Element): string {
  const labels: string[] = [];
  const text = plainText(part, undefined, (inner) => {
    const isLabel = /^mlabel(?:\s|$)/.test(inner.attribs["class"] ?? "");
    if (isLabel) labels.push(` [${plainText(inner)}]`);
    return isLabel;
  });
  const line = text.replace(/ ([,;)])/g, "$1").replaceAll("( ", "(") + labels.join("");
  // With a blank before its parameters, a macro would have none.
  return line.startsWith("#define ") && hasParameters(part) ? line.replace(/^(#define \w+) \(/, "$1(") : line;
}

function hasParameters(signature: Element): boolean {
  for (const node of descendants(signature)) if (isTag(node) && node.attribs["class"] === "paramname") return true;
  return false;
}

/** Code that is not preformatted, such as a declaration. Links to its parts lead to what stands before it. */
export function addDeclaration(walk: PageWalk, element: Element): Handling {
  for (const node of descendants(element)) {
    if (!isTag(node)) continue;
    walk.build.addId(node.attribs["id"] ?? "");
    if (node.name === "a") walk.build.addId(node.attribs["name"] ?? "");
  }
  const text = declarationText(element, walk.page.isNoise);
  if (text !== "") addCode(walk, text, walk.page.profile.codeLanguage ?? "");
  return "skip";
}

function addCode(walk: PageWalk, text: string, language: string): void {
  const title = walk.codeTitle;
  walk.codeTitle = "";
  if (walk.build.breaking !== "free") return addCodeInLine(walk, text);
  const block = new LightNode("PRE", text);
  block.info =
    title === "" ? language : `${language === "" ? "text" : language} title="${title.replace(/["`\\]/g, "'")}"`;
  walk.build.addBlock(block);
}

function addCodeInLine(walk: PageWalk, text: string): void {
  walk.build.endBlock();
  const lines = text.split("\n", MAX_CELL_LINES).filter((line) => line.trim() !== "");
  const indent = lines.reduce((least, line) => Math.min(least, line.search(/\S/)), Number.POSITIVE_INFINITY);
  for (const line of lines) {
    walk.build.pushInline("CODE");
    walk.build.leaf(new LightNode("#text", line.slice(indent).trimEnd()));
    walk.build.popInline();
    walk.build.endBlock();
  }
}

/** API references show code of their own language; a block that says "no language" is not one of them. */
function fallbackLanguage(walk: PageWalk, element: Element): string {
  const { codeLanguage: language, bareCodeClasses, name } = walk.page.profile;
  if (language === undefined) return "";
  if (name === "rustdoc") return /(?:^|\s)rust(?:\s|$)/.test(element.attribs["class"] ?? "") ? language : "";
  if (name === "doxygen") return isHighlighted(element) ? language : "";
  return bareCodeClasses === true ? (bareClass(element) ?? language) : language;
}

/** Doxygen marks words of the languages that it reads, and tells no other of a block. */
function isHighlighted(block: Element): boolean {
  for (const node of descendants(block)) if (isTag(node) && HIGHLIGHT.test(node.attribs["class"] ?? "")) return true;
  return false;
}

const HIGHLIGHT = /^(?:keyword|comment|preprocessor|stringliteral|charliteral|code)/;

/** What the class alone says, known as a language or not. */
function bareClass(block: Element): string | undefined {
  const [code] = elementsOf(block);
  return code?.name === "code" ? /^[a-z][\w+#-]{0,39}$/.exec(code.attribs["class"] ?? "")?.[0] : undefined;
}

/** Theme classes that are a title only above code: elsewhere `filename` is a word in a sentence. */
export function isCodeTitle(element: Element): boolean {
  const own = element.attribs["class"] ?? "";
  if (/code-block-caption|remark-code-title|codeBlockTitle/.test(own)) return true;
  const { parent } = element;
  const outer = parent !== null && isTag(parent) ? (parent.attribs["class"] ?? "") : "";
  if (element.name === "figcaption") return /(?:^|\s)frame(?:\s|$)/.test(outer) || isInShikiFigure(element);
  if (element.attribs["data-component-part"] === "code-block-header-filename") return true;
  if (own === "title") return /(?:^|\s)listingblock(?:\s|$)/.test(outer);
  if (CODE_FRAME.test(outer) && isAboveCode(element)) return true;
  return /(?:^|\s)filename(?:\s|$)/.test(own) && (element.name === "th" || /highlight|code/.test(outer));
}

/** Fumadocs sets it beside a button, into the figure of the block. */
function isInShikiFigure({ parent }: Element): boolean {
  const figure = parent?.parent;
  return (
    figure !== null &&
    figure !== undefined &&
    isTag(figure) &&
    /(?:^|\s)shiki(?:\s|$)/.test(figure.attribs["class"] ?? "")
  );
}

/** Wrappers of themes that have the title, which nothing else marks, above the block. */
const CODE_FRAME = /(?:^|[\s/])(?:nextra-code|codeblock|code-block)(?:\s|$)/;

function isAboveCode(element: Element): boolean {
  if (element.name !== "div" || [...descendants(element)].some((node) => isTag(node) && node.name === "pre"))
    return false;
  let next = element.next;
  while (next !== null && !(isTag(next) && next.name === "pre")) {
    if (isTag(next) && next.name !== "button") return false;
    next = next.next;
  }
  return next !== null;
}

export function takeCodeTitle(walk: PageWalk, element: Element): Handling {
  const title = plainTextWithoutLabels(element).replace(/\s*¶$/, "");
  if (title !== "" && title.length <= 300) walk.codeTitle = title;
  return "skip";
}

/** Expressive Code tells screen readers that a frame is a terminal. */
function plainTextWithoutLabels(element: Element): string {
  const title = [...descendants(element)].find(
    (node): node is Element =>
      isTag(node) && /(?:^|\s)(?:title|caption-text)(?:\s|$)/.test(node.attribs["class"] ?? ""),
  );
  if (title !== undefined) return plainText(title, 300);
  return element.name === "figcaption" && !isInShikiFigure(element) ? "" : plainText(element, 400);
}
