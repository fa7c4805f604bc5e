/**
 * The small tree that turndown walks. It has only what turndown's engine reads of a node, and it is built already
 * collapsed: blanks are single, never at the edges of an inline element, and no element is empty. So turndown's own
 * whitespace and blank passes find nothing to do, which is most of its cost on a page.
 */
export class LightNode {
  readonly nodeType: 1 | 3;
  readonly nodeName: LightName;
  parentNode: LightNode | null = null;
  previousSibling: LightNode | null = null;
  nextSibling: LightNode | null = null;
  readonly childNodes: LightNode[] = [];
  /** Text of a text node; code, formula, alternative text or title of the elements that have one. */
  text: string;
  /** Fence info, alert kind, list marker, cell alignment or the like, as the rule of the element reads it. */
  info = "";
  /** Index of the link, heading, anchor or body in the page's marks. */
  mark = -1;
  /** List items and their blocks: no blank line around. */
  isTight = false;
  /** Lists: the one before it has the usual marker, and side by side they would be read as one. */
  usesOtherMarker = false;
  /** Text nodes: nothing but anchors stands before it in its line. */
  startsLine = false;
  columns = 1;
  rows = 1;
  /** What turndown sets on a node; never read back but for `isCode`. */
  isBlock = false;
  isCode = false;
  isBlank = false;
  flankingWhitespace: unknown = undefined;

  constructor(nodeName: LightName, text = "") {
    this.nodeType = nodeName === "#text" ? 3 : 1;
    this.nodeName = nodeName;
    this.text = text;
  }

  /** Turndown only asks whether it is blank or has blanks at its edges: never (see above). */
  get textContent(): string {
    return "x";
  }

  /** Turndown collapses what it is given through `firstChild`; there is nothing left to collapse. */
  get firstChild(): null {
    return null;
  }

  get nodeValue(): string {
    return this.text;
  }

  cloneNode(): this {
    return this;
  }

  append(child: LightNode): void {
    const last = this.childNodes.at(-1) ?? null;
    if (last !== null) last.nextSibling = child;
    child.previousSibling = last;
    child.nextSibling = null;
    child.parentNode = this;
    this.childNodes.push(child);
  }

  removeLast(): void {
    this.childNodes.pop();
    const last = this.childNodes.at(-1);
    if (last !== undefined) last.nextSibling = null;
  }
}

export type LightName =
  | "#text"
  | "DIV"
  | "P"
  | "H1"
  | "H2"
  | "H3"
  | "H4"
  | "H5"
  | "H6"
  | "UL"
  | "LI"
  | "BLOCKQUOTE"
  | "ALERT"
  | "DETAILS"
  | "SUMMARY"
  | "FOOTNOTE"
  | "PRE"
  | "HR"
  | "TABLE"
  | "TR"
  | "TD"
  | "BR"
  | "A"
  | "IMG"
  | "CODE"
  | "EM"
  | "STRONG"
  | "DEL"
  | "INS"
  | "MARK"
  | "SUB"
  | "SUP"
  | "KBD"
  | "MATH"
  | "DISPLAY-MATH"
  | "FOOTNOTE-REF"
  | "ANCHOR"
  | "RAW";

/** Text that a reader sees in the node, for heading texts and labels; the tree is shallow by construction. */
export function visibleText(node: LightNode): string {
  if (node.nodeType === 3) return node.text;
  if (node.nodeName === "IMG" || node.nodeName === "MATH") return node.text;
  if (node.nodeName === "BR") return " ";
  return node.childNodes.map(visibleText).join("");
}
