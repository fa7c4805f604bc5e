const NO_NODES: readonly LightNode[] = [];

/**
 * The small tree that Markdown is written from. It is built already collapsed: blanks are single, never at the edges of
 * an inline element, and no element is empty. A page has thousands of nodes: what none needs is not a field.
 */
export class LightNode {
  readonly nodeType: 1 | 3;
  readonly nodeName: LightName;
  parentNode: LightNode | null = null;
  previousSibling: LightNode | null = null;
  nextSibling: LightNode | null = null;
  #children: LightNode[] | undefined;
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

  constructor(nodeName: LightName, text = "") {
    this.nodeType = nodeName === "#text" ? 3 : 1;
    this.nodeName = nodeName;
    this.text = text;
  }

  get childNodes(): readonly LightNode[] {
    return this.#children ?? NO_NODES;
  }

  append(child: LightNode): void {
    const last = this.#children?.at(-1) ?? null;
    if (last !== null) last.nextSibling = child;
    child.previousSibling = last;
    child.nextSibling = null;
    child.parentNode = this;
    // Most nodes have one child: a list that is written with it takes a tenth of one that it is pushed to.
    if (this.#children === undefined) this.#children = [child];
    else this.#children.push(child);
  }

  removeLast(): void {
    this.#children?.pop();
    const last = this.#children?.at(-1);
    if (last !== undefined) last.nextSibling = null;
  }

  /** The children, which are this node's no longer. */
  takeChildren(): readonly LightNode[] {
    const children = this.childNodes;
    this.#children = undefined;
    return children;
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

export function isHeading({ nodeName }: LightNode): boolean {
  return nodeName >= "H1" && nodeName <= "H6";
}
