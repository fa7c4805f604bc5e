import { type ChildNode, type Element, isTag, isText, type Text } from "domhandler";
import { compileSelectors } from "../extract/simple-selector.ts";
import { withoutMarks } from "./page-marks.ts";

/** What highlighters and themes put into a code block that is no code. */
const isDecoration = compileSelectors([
  ".linenos",
  ".lineno",
  ".linenodiv",
  ".line-numbers-wrapper",
  ".line-numbers-rows",
  ".lnt",
  ".ln",
  ".highlight-line-number",
  ".gutter",
  ".ttc",
  "a.tooltip",
  ".boring",
  ".notable-traits",
  "summary.hideme",
  ".sr-only",
  ".visually-hidden",
  ".copy",
  ".copybtn",
  ".buttons",
  ".clipboard-button",
  "[data-floating-buttons]",
  "[class*=codeLineNumber]",
  ".headerlink",
  "button",
  "script",
  "style",
  "template",
  "svg",
  "i.conum",
]);

const isLineWrapper = compileSelectors([
  ".token-line",
  ".ec-line",
  ".line",
  ".code-line",
  ".view-line",
  ".highlight-line",
  ".react-code-line-contents",
  "[data-line]",
]);

/**
 * Exact text of a code block, without the line feed that ends it. Highlighters that wrap lines write the line feed
 * inside the wrapper, between wrappers, as `<br>`, or not at all: one is added only where the lines have none.
 */
export function codeText(block: Element): string {
  const reader = new CodeReader();
  const isLaidOut = holdsCode(block);
  let node: ChildNode | null = block.firstChild;
  while (node !== null) {
    if (isText(node)) {
      if (!isLaidOut || node.parent !== block || isIndent(node)) reader.text(node.data);
    } else if (isTag(node) && reader.enter(node) && node.firstChild !== null) {
      node = node.firstChild;
      continue;
    }
    while (node !== null && node.next === null) {
      node = parentBelow(node, block);
      if (node !== null) reader.leave(node);
    }
    node = node === null ? null : node.next;
  }
  const text = cleanText(withoutMarks(reader.parts.join("")));
  if (block.name !== "pre") return trimLines(text);
  return trimPreformatted(text, !isLaidOut && startsWithFeed(block));
}

/** Blanks that start a block's first line are code, as those of the lines below are. */
function isIndent({ prev, data }: Text): boolean {
  return prev === null && !data.includes("\n");
}

/** Blanks beside the one code element are how the page is laid out; between several they are code. */
export function holdsCode(block: Element): boolean {
  const parts = block.children.filter(isTag).filter((child) => !isDecoration(child));
  return parts.length === 1 && parts[0]?.name === "code" && !block.children.some(isWords);
}

function isWords(node: ChildNode): boolean {
  return isText(node) && node.data.trim() !== "";
}

function parentBelow(node: ChildNode, block: Element): Element | null {
  const parent = node.parent;
  return parent === null || parent === block || !isTag(parent) ? null : parent;
}

class CodeReader {
  readonly parts: string[] = [];
  #line: Element | undefined;
  #isFirstLine = true;
  #hasLineFeed = false;
  /** Doxygen sets a blank between a line's number and the line. */
  #isAfterNumber = false;

  text(data: string): void {
    if (!this.#hasLineFeed && data.includes("\n")) this.#hasLineFeed = true;
    this.parts.push(this.#isAfterNumber && data.startsWith(" ") ? data.slice(1) : data);
    this.#isAfterNumber = false;
  }

  /** False when the element is to be passed over. */
  enter(element: Element): boolean {
    if (element.name === "br" || (isBlockInCode(element) && this.parts.length > 0)) this.text("\n");
    if (isDecoration(element) || isCalloutNumber(element)) {
      if (element.name === "i") this.#trimLine();
      if (element.attribs["class"] === "boring") this.#dropBlankStart();
      this.#isAfterNumber = element.attribs["class"] === "lineno" && element.name === "span";
      return false;
    }
    if (isHeldOpen(element)) return false;
    if (this.#line === undefined && isLineWrapper(element)) {
      if (!this.#isFirstLine && !this.#hasLineFeed) this.parts.push("\n");
      this.#isFirstLine = false;
      this.#hasLineFeed = false;
      if (isEmptyLine(element)) return false;
      if (element.firstChild !== null) this.#line = element;
      this.parts.push(signOf(element));
    }
    return true;
  }

  /** Lines that hide are the first: so is the empty one above them. */
  #dropBlankStart(): void {
    if (this.parts.every((part) => part.trim() === "")) this.parts.length = 0;
  }

  /** gi-docgen writes a block in a block: the line feed that ends the inner one is none of the outer. */
  #dropLastFeed(): void {
    const last = this.parts.pop();
    if (last !== undefined) this.parts.push(last.replace(/\n$/, ""));
  }

  /** The blank before a mark goes with it. */
  #trimLine(): void {
    const last = this.parts.pop();
    if (last !== undefined) this.parts.push(last.replace(/(?<! ) {1,100}$/, ""));
  }

  leave(element: Element): void {
    if (isBlockInCode(element)) this.text("\n");
    if (element === this.#line) this.#line = undefined;
    if (element.name === "pre") this.#dropLastFeed();
  }
}

/** Doxygen holds an empty line open with a blank. */
function isEmptyLine(element: Element): boolean {
  return element.name === "div" && isOneBlank(element);
}

function isOneBlank({ firstChild }: Element): boolean {
  return firstChild !== null && firstChild.next === null && isText(firstChild) && firstChild.data === " ";
}

/** Shiki's plugins do so, too; a blank that a highlighter marked is code. */
function isHeldOpen(element: Element): boolean {
  const { name, attribs, prev, next } = element;
  if (name !== "span" || attribs["class"] !== undefined || !isOneBlank(element)) return false;
  return endsLine(prev) && (next === null || (isText(next) && next.data.startsWith("\n")));
}

function endsLine(node: ChildNode | null): boolean {
  return node === null || (isText(node) && node.data.endsWith("\n"));
}

/** Expressive Code takes the signs off the lines of a diff and leaves them to its style sheet. */
function signOf(line: Element): string {
  const classes = line.attribs["class"] ?? "";
  if (!classes.startsWith("ec-line")) return "";
  const code = line.parent;
  const pre = code?.parent;
  const isDiff = pre !== null && pre !== undefined && isTag(pre) && pre.attribs["data-language"] === "diff";
  if (!isDiff) return "";
  return classes.includes(" ins") ? "+" : classes.includes(" del") ? "-" : " ";
}

/** rustdoc sets the attributes of a type above it, and its bounds below it. */
function isBlockInCode({ name, attribs }: Element): boolean {
  return name === "div" && (attribs["class"] === "where" || attribs["class"] === "code-attribute");
}

/** Asciidoctor writes a callout twice: as an icon and, for text browsers, as `<b>(1)</b>`. */
function isCalloutNumber(element: Element): boolean {
  const before = element.prev;
  return element.name === "b" && before !== null && isTag(before) && before.attribs["class"] === "conum";
}

function cleanText(text: string): string {
  if (!/[\r\u00A0\u200B]/.test(text)) return text;
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/^\u00A0$/gm, "")
    .replaceAll("\u00A0", " ")
    .replaceAll("\u200B", "");
}

/** HTML ignores a line feed that starts the element; the one that ends the text is not part of it. */
function trimPreformatted(text: string, startsWithLineFeed: boolean): string {
  const start = startsWithLineFeed && text.startsWith("\n") ? 1 : 0;
  let end = text.length;
  while (end > start && (text[end - 1] === " " || text[end - 1] === "\t")) end -= 1;
  if (end === start) return "";
  return text[end - 1] === "\n" ? text.slice(start, end - 1) : text.slice(start);
}

function startsWithFeed({ firstChild }: Element): boolean {
  return firstChild !== null && isText(firstChild) && /^\r?\n/.test(firstChild.data);
}

/** Without the lines at both ends that show nothing, and the blanks after the last. */
function trimLines(text: string): string {
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\n") start = at + 1;
    else if (text[at] !== " " && text[at] !== "\t") break;
  }
  return text.slice(start).trimEnd();
}
