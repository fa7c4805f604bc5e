import { type ChildNode, type Document, DomHandler } from "domhandler";
import { Parser } from "htmlparser2";

/** The parser's own work on a tag grows with the number of open ones: far more than any real page has. */
const MAX_DEPTH = 5000;

export interface ParsedHtml {
  readonly document: Document;
  /** The rest of the page was left out because its elements are nested without end. */
  readonly isCut: boolean;
}

export function parseHtml(html: string): ParsedHtml {
  const handler = new BoundedHandler();
  try {
    new Parser(handler).end(html);
    return { document: handler.root, isCut: false };
  } catch (error) {
    if (!(error instanceof NestedTooDeep)) throw error;
    return { document: handler.root, isCut: true };
  }
}

class NestedTooDeep extends Error {}

/** A declarative shadow root is what readers see of its element; the old names of preformatted text mean the same. */
function shownAs(name: string, attributes: Record<string, string>): string {
  if (name === "template" && "shadowrootmode" in attributes) return "div";
  return name === "xmp" || name === "listing" ? "pre" : name;
}

class BoundedHandler extends DomHandler {
  override onopentag(name: string, attributes: Record<string, string>): void {
    super.onopentag(shownAs(name, attributes), attributes);
    if (this.tagStack.length > MAX_DEPTH) throw new NestedTooDeep();
  }

  /** Most elements have one child: a list that is written with it takes a tenth of one that it is pushed to. */
  protected override addNode(node: ChildNode): void {
    const parent = this.tagStack.at(-1) ?? this.root;
    const before = parent.children.at(-1);
    if (before === undefined) parent.children = [node];
    else {
      parent.children.push(node);
      node.prev = before;
      before.next = node;
    }
    node.parent = parent;
    this.lastNode = null;
  }
}
