import { type ChildNode, Comment, Document, Element, type ParentNode, ProcessingInstruction, Text } from "domhandler";
import type { ElementRules } from "./element-rules.ts";

/** Work on a tag grows with the number of open ones: far more than any real page has. */
const MAX_DEPTH = 5000;

export class NestedTooDeep extends Error {}

/** Makes the tree from a page's tags, as htmlparser2 would: ends what HTML lets authors leave open, and no more. */
export class DocumentBuilder {
  readonly document = new Document([]);
  /** Names as written; the elements beside them may have others. */
  readonly #names: string[] = [];
  readonly #open: ParentNode[] = [this.document];
  readonly #foreign: boolean[] = [false];
  #parent: ParentNode = this.document;
  /** Text that comes next is part of it. */
  #text: Text | undefined;

  open({ name, ends, isVoid, isForeign }: ElementRules, attributes: Record<string, string>, endsItself: boolean): void {
    if (ends !== undefined) {
      for (let last = this.#names.at(-1); last !== undefined && ends.has(last); last = this.#names.at(-1)) this.#pop();
    }
    if (isForeign !== undefined) this.#foreign.push(isForeign);
    const element = new Element(shownAs(name, attributes), attributes);
    this.#add(element);
    if (isVoid || (endsItself && this.#foreign.at(-1) === true)) return;
    this.#names.push(name);
    this.#open.push(element);
    this.#parent = element;
    if (this.#open.length > MAX_DEPTH) throw new NestedTooDeep();
  }

  close({ name, isVoid, isForeign }: ElementRules): void {
    if (isForeign !== undefined) this.#foreign.pop();
    const at = isVoid ? -1 : this.#names.lastIndexOf(name);
    if (at >= 0) while (this.#names.length > at) this.#pop();
    else if (name === "p" || name === "br") this.#add(new Element(name, {}));
  }

  text(data: string): void {
    if (this.#text !== undefined) this.#text.data += data;
    else {
      const text = new Text(data);
      this.#add(text);
      this.#text = text;
    }
  }

  comment(data: string): void {
    this.#add(new Comment(data));
  }

  /** A document type or what is written like an instruction of XML. */
  directive(name: string, data: string): void {
    this.#add(new ProcessingInstruction(name, data));
  }

  #pop(): void {
    this.#names.pop();
    this.#open.pop();
    this.#parent = this.#open.at(-1) ?? this.document;
    this.#text = undefined;
  }

  /** Most elements have one child: a list that is written with it takes a tenth of one that it is pushed to. */
  #add(node: ChildNode): void {
    const parent = this.#parent;
    const { children } = parent;
    const before = children.at(-1);
    if (before === undefined) parent.children = [node];
    else {
      children.push(node);
      node.prev = before;
      before.next = node;
    }
    node.parent = parent;
    this.#text = undefined;
  }
}

/** A declarative shadow root is what readers see of its element; the old names of preformatted text mean the same. */
function shownAs(name: string, attributes: Record<string, string>): string {
  if (name === "template" && "shadowrootmode" in attributes) return "div";
  return name === "xmp" || name === "listing" ? "pre" : name;
}
