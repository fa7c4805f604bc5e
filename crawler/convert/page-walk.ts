import { type ChildNode, type Element, isTag, isText, type Text } from "domhandler";
import type { ExtractedPage } from "../extract/extracted-page.ts";
import { addFormula } from "./add-formula.ts";
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
  /** Footnote label that the next definition belongs to. */
  label?: string | undefined;
}

export interface TableState {
  readonly element: Element;
  readonly kind: "data" | "layout" | "grid" | "callouts" | "names";
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
  /** Elements that are panels only by where they stand. */
  readonly panels = new Set<Element>();
  codeTitle = "";
  /** Level of the last heading that the source has as heading. */
  headingLevel = 0;
  /** How many API entries are open around this place. */
  entryDepth = 0;
  /** In a signature all is one code span. */
  isSignature = false;

  constructor(page: ExtractedPage) {
    this.page = page;
  }

  /** Walks below `root` in document order without recursion: foreign nesting is as deep as it likes. */
  run(root: Element, enter: Handler): void {
    const exits: { element: Element; exit: () => void }[] = [];
    const finish = (element: Element): void => {
      if (exits.at(-1)?.element === element) exits.pop()?.exit();
    };
    let node: ChildNode | null = root;
    while (node !== null && !this.build.isFull) {
      if (isText(node)) this.#addText(node);
      else if (isTag(node)) {
        const handling = enter(this, node);
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

  openHeading(level: number): boolean {
    const bounded = Math.min(6, Math.max(1, level));
    return this.build.openLine(new LightNode(`H${bounded}` as LightName), "space");
  }

  closeHeading(): LightNode | undefined {
    return this.build.closeLine();
  }
}

function nextAfter(from: ChildNode, root: Element, finish: (element: Element) => void): ChildNode | null {
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
