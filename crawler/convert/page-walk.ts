import { type ChildNode, type Element, isTag, isText, type Text } from "domhandler";
import type { ExtractedPage } from "../extract/extracted-page.ts";
import { plainText } from "../extract/plain-text.ts";
import { addFormula } from "./add-formula.ts";
import type { FrameDetails } from "./inline-frames.ts";
import { type LightName, LightNode } from "./light-node.ts";
import { PageMarks } from "./page-marks.ts";
import { TreeBuilder } from "./tree-builder.ts";
import { splitMath } from "./written-math.ts";

/** What is to be done when an element ends; "skip" when it is not to be entered at all. */
export type Handling = (() => void) | "skip" | undefined;
export type Handler = (walk: PageWalk, element: Element) => Handling;

export interface ListState {
  readonly kind: "list" | "definitions" | "entries" | "footnotes" | "none";
  /** Next number of an ordered list; undefined in a bullet list. */
  next?: number | undefined;
  /** Definitions: they are a list of pages, whose terms are items and no more. */
  readonly isContents?: boolean;
  /** Ends a list that has no element of its own. */
  end?: () => void;
  /** Footnote label that the next definition belongs to. */
  label?: string | undefined;
}

export interface TableState {
  readonly element: Element;
  readonly kind: "data" | "layout" | "grid" | "callouts" | "names" | "menu";
  readonly columns: number;
  cells: number;
}

export interface TabLabels {
  readonly byId: ReadonlyMap<string, string>;
  readonly inOrder: readonly string[];
  used: number;
}

/** State of the walk over one page's content: what is open beside the tree itself. */
export class PageWalk {
  readonly page: ExtractedPage;
  readonly marks = new PageMarks();
  readonly build = new TreeBuilder(this.marks);
  /** Elements that were read out of order, such as the title of an alert. */
  readonly consumed = new Set<Element>();
  readonly lists: ListState[] = [];
  readonly tables: TableState[] = [];
  readonly footnotes = new Map<string, string>();
  tabs: TabLabels | undefined;
  /** Elements that are panels only by where they stand, and their labels. */
  readonly panels = new Map<Element, string>();
  /** Titles of cards that are links as a whole. */
  readonly linkedTitles = new Map<Element, FrameDetails>();
  codeTitle = "";
  /** Level of the last heading that the source has as heading. */
  headingLevel = 0;
  /** The page's headings have ids, as far as it was walked. */
  hasAnchoredHeadings = false;
  /** How many API entries are open around this place. */
  entryDepth = 0;
  /** In a signature all is one code span. */
  isSignature = false;

  readonly #enter: Handler;
  #isInTitle = false;

  constructor(page: ExtractedPage, enter: Handler) {
    this.page = page;
    this.#enter = enter;
  }

  /** Walks below `root` in document order without recursion: foreign nesting is as deep as it likes. */
  run(root: ChildNode): void {
    const exits: { element: Element; exit: () => void }[] = [];
    const finish = (element: Element): void => {
      if (exits.at(-1)?.element === element) exits.pop()?.exit();
    };
    let node: ChildNode | null = root;
    while (node !== null && !this.build.isFull) {
      if (isText(node)) this.#addText(node);
      else if (isTag(node)) {
        const handling = this.#enter(this, node);
        if (handling !== "skip") {
          if (handling !== undefined) exits.push({ element: node, exit: handling });
          if (node.firstChild !== null) {
            node = node.firstChild;
            continue;
          }
          finish(node);
        }
      }
      node = nextAfter(node, root, finish);
    }
    while (exits.length > 0) exits.pop()?.exit();
  }

  #addText(node: Text): void {
    const { math } = this.page;
    const isProse = math !== undefined && !this.isSignature && !this.build.isInside("CODE");
    const parts = isProse ? splitMath(node, math) : undefined;
    if (parts === undefined) return this.build.text(node.data);
    for (const part of parts) {
      if (typeof part === "string") this.build.text(part);
      else addFormula(this.build, part);
    }
  }

  /** A paragraph of its own in bold. */
  addBoldLine(text: string): void {
    if (text === "" || !this.build.openLine(new LightNode("P"), "space")) return;
    this.build.pushInline("STRONG");
    this.build.text(text);
    this.build.popInline();
    this.build.closeLine();
  }

  /** An element that was read out of order, as a paragraph of its own in bold; where there are none, a line. */
  addBoldTitle(title: Element): void {
    const isParagraph = this.build.openLine(new LightNode("P"), "space");
    this.build.pushInline("STRONG");
    if (this.#isInTitle) this.build.text(plainText(title, 300));
    else {
      // A title in a title would be walked in a walk, as deep as the page's author likes.
      this.#isInTitle = true;
      for (const child of title.children) this.run(child);
      this.#isInTitle = false;
    }
    this.build.popInline();
    if (isParagraph) this.build.closeLine();
    else this.build.endBlock();
  }

  openHeading(level: number): boolean {
    const bounded = Math.min(6, Math.max(1, level));
    return this.build.openLine(new LightNode(`H${bounded}` as LightName), "space");
  }

  closeHeading(): LightNode | undefined {
    return this.build.closeLine();
  }
}

function nextAfter(from: ChildNode, root: ChildNode, finish: (element: Element) => void): ChildNode | null {
  let node: ChildNode = from;
  for (;;) {
    if (node === root) return null;
    if (node.next !== null) return node.next;
    const parent = node.parent;
    if (parent === null || !isTag(parent)) return null;
    finish(parent);
    node = parent;
  }
}
