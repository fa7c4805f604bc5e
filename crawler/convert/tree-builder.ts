import { collapseText } from "./collapse-text.ts";
import { HeadingIds } from "./heading-ids.ts";
import { type FrameDetails, type InlineFrame, InlineFrames } from "./inline-frames.ts";
import { isHeading, LightNode, type LightName } from "./light-node.ts";
import type { PageMarks } from "./page-marks.ts";

/** What a block inside a line that cannot be left becomes: table cells break, headings go on. */
export type LineBreaking = "free" | "break" | "space";

const MAX_NODES = 500_000;
/** A list takes two; every level is written again for each level around it. */
const MAX_FLOWS = 24;
const MAX_PENDING_IDS = 50;

/**
 * Builds the light tree from a stream of starts, texts and ends in document order. It holds one open block container
 * (flow) and at most one open line of inline content in it; blanks and ids wait until something visible follows.
 */
export class TreeBuilder {
  readonly root = new LightNode("DIV");
  readonly marks: PageMarks;
  flow: LightNode = this.root;
  line: LightNode | undefined;
  breaking: LineBreaking = "free";
  /** Ids that headings got, by heading node. */
  readonly headingIds = new HeadingIds();
  #flowDepth = 0;
  #nodes = 0;
  #lastLine: LightNode | undefined;
  #hasPendingSpace = false;
  #hasPendingBreak = false;
  #pendingIds: string[] = [];
  readonly #frames = new InlineFrames();
  /** Frames that have a node in the open line, outermost first. */
  #open: { frame: InlineFrame; node: LightNode }[] = [];
  #framesChanged = false;
  #lineHasContent = false;
  /** Nothing visible since the line or the last break in it. */
  #isAtLineStart = true;

  constructor(marks: PageMarks) {
    this.marks = marks;
  }

  get isFull(): boolean {
    return this.#nodes >= MAX_NODES;
  }

  /** Opens a block container; false when blocks are not possible here or are nested too deep: then it is only a break. */
  openFlow(node: LightNode): boolean {
    this.endBlock();
    if (this.breaking !== "free" || this.#flowDepth >= MAX_FLOWS) return false;
    this.#add(this.flow, node);
    this.flow = node;
    this.#flowDepth += 1;
    return true;
  }

  /** Closes the container that `openFlow` opened; an empty one is taken out. */
  closeFlow(keepsEmpty = false): LightNode {
    this.endBlock();
    const node = this.flow;
    this.flow = node.parentNode ?? this.root;
    this.#flowDepth -= 1;
    if (node.childNodes.length === 0 && !keepsEmpty) this.flow.removeLast();
    return node;
  }

  /** Goes on in the last item of the open list; false when there is none. */
  reopenItem(): boolean {
    const item = this.flow.childNodes.at(-1);
    if (item?.nodeName !== "LI" || this.line !== undefined) return false;
    this.flow = item;
    this.#flowDepth += 1;
    return true;
  }

  /** Opens a line of its own name. One that is not "free" stays open until `closeLine`. */
  openLine(node: LightNode, breaking: LineBreaking = "free"): boolean {
    this.endBlock();
    if (this.breaking !== "free") return false;
    this.#startLine(node);
    this.breaking = breaking;
    return true;
  }

  /** Closes a line that was opened; an empty one is taken out unless it must stay, as cells do. */
  closeLine(keepsEmpty = false): LightNode | undefined {
    this.breaking = "free";
    const { line } = this;
    if (line === undefined) return undefined;
    this.#open = [];
    this.#framesChanged = true;
    this.#hasPendingSpace = false;
    this.#hasPendingBreak = false;
    this.line = undefined;
    if (line.childNodes.length === 0) {
      if (!keepsEmpty) this.flow.removeLast();
      return undefined;
    }
    this.#lastLine = line;
    return line;
  }

  /** A block starts or ends here. */
  endBlock(): void {
    if (this.breaking === "free") this.closeLine();
    else if (this.breaking === "break") this.lineBreak();
    else this.space();
  }

  /** A block without lines of its own. Ids that wait belong before it: at the end of what stands there. */
  addBlock(node: LightNode): void {
    this.endBlock();
    this.#placeIdsBefore();
    this.#add(this.flow, node);
  }

  space(): void {
    this.#hasPendingSpace = true;
  }

  text(data: string): void {
    let text = collapseText(data, this.breaking === "free");
    if (text === "") return;
    const startsWithSpace = text.startsWith(" ");
    const endsWithSpace = text.endsWith(" ");
    if ((startsWithSpace || endsWithSpace) && this.#frames.isInCode && !data.includes("\n")) return this.#addText(text);
    if (startsWithSpace) {
      this.space();
      text = text.slice(1);
      if (text === "") return;
    }
    this.#addText(endsWithSpace ? text.slice(0, -1) : text);
    if (endsWithSpace) this.space();
  }

  /** An inline element without content of its own. */
  leaf(node: LightNode): void {
    const parent = this.#inlineParent();
    if (this.#hasPendingSpace) this.#addSpace(parent);
    this.#add(parent, node);
    this.#hasContent();
  }

  lineBreak(): void {
    this.#hasPendingSpace = false;
    if (this.line === undefined || !this.#lineHasContent) return;
    if (this.breaking === "space") this.space();
    else if (this.#hasPendingBreak && this.breaking === "free") this.closeLine();
    else this.#hasPendingBreak = true;
  }

  pushInline(name: LightName, details: FrameDetails = {}): void {
    this.#frames.push(name, details);
    this.#framesChanged = true;
  }

  popInline(): void {
    this.#frames.pop();
    this.#framesChanged = true;
  }

  isInside(name: LightName): boolean {
    return this.#frames.has(name);
  }

  addId(id: string): void {
    if (id === "" || id.length > 500 || this.#pendingIds.length >= MAX_PENDING_IDS) return;
    const { line } = this;
    if (line !== undefined && isHeading(line)) this.headingIds.of(line).push(id);
    else this.#pendingIds.push(id);
  }

  /** Closes what is open; ids that still wait go to the end of the page. */
  finish(): LightNode {
    this.endBlock();
    this.#placeIdsBefore();
    return this.root;
  }

  #addText(text: string): void {
    const parent = this.#inlineParent();
    if (this.#hasPendingSpace) this.#addSpace(parent);
    const last = parent.childNodes.at(-1);
    if (last?.nodeType === 3) last.text += text;
    else this.#addTextNode(parent, text);
    this.#hasContent();
  }

  #hasContent(): void {
    this.#lineHasContent = true;
    this.#isAtLineStart = false;
  }

  #addTextNode(parent: LightNode, text: string): void {
    const node = new LightNode("#text", text);
    node.startsLine = this.#isAtLineStart && parent.nodeName === "P";
    this.#add(parent, node);
  }

  #addSpace(parent: LightNode): void {
    this.#hasPendingSpace = false;
    if (this.#isAtLineStart) return;
    const last = parent.childNodes.at(-1);
    if (last?.nodeType === 3) last.text += " ";
    else this.#add(parent, new LightNode("#text", " "));
  }

  /** The node that text goes to: the line, or the innermost inline element, whose nodes are made here. */
  #inlineParent(): LightNode {
    const line = this.line ?? this.#startLine(new LightNode("P"));
    if (this.#framesChanged) this.#adjustOpen();
    if (this.#hasPendingBreak) this.#addBreak(line);
    if (this.#pendingIds.length > 0) this.#placeIdsInline(line);
    if (this.#framesChanged) this.#openMissing(line);
    return this.#open.at(-1)?.node ?? line;
  }

  /** A break waits for what follows: it stands in the markup that both sides of it have, but never in code. */
  #addBreak(line: LightNode): void {
    this.#hasPendingBreak = false;
    this.#hasPendingSpace = false;
    if (this.#open.at(-1)?.node.nodeName === "CODE") {
      this.#open.pop();
      this.#framesChanged = true;
    }
    this.#add(this.#open.at(-1)?.node ?? line, new LightNode("BR"));
    this.#isAtLineStart = true;
  }

  #startLine(node: LightNode): LightNode {
    this.#add(this.flow, node);
    this.line = node;
    this.#lineHasContent = false;
    this.#isAtLineStart = true;
    this.#framesChanged = true;
    this.#open = [];
    this.#hasPendingSpace = false;
    if (isHeading(node) && this.#pendingIds.length > 0) {
      this.headingIds.of(node).push(...this.#pendingIds);
      this.#pendingIds = [];
    }
    return node;
  }

  /** Closes the nodes whose elements have ended. */
  #adjustOpen(): void {
    const wanted = this.#frames.wanted();
    let same = 0;
    while (same < this.#open.length && this.#open[same]?.frame === wanted[same]) same += 1;
    this.#open.length = same;
  }

  #openMissing(line: LightNode): void {
    for (const frame of this.#frames.wanted().slice(this.#open.length)) {
      const parent = this.#open.at(-1)?.node ?? line;
      if (this.#hasPendingSpace) this.#addSpace(parent);
      this.#open.push({ frame, node: this.#continued(parent, frame) ?? this.#opened(parent, frame) });
    }
    this.#framesChanged = false;
  }

  /** The same markup twice in a row is once: delimiters side by side would be read as other ones. */
  #continued(parent: LightNode, frame: InlineFrame): LightNode | undefined {
    const last = parent.childNodes.at(-1);
    return last?.nodeName === frame.name && frame.mark < 0 ? last : undefined;
  }

  #opened(parent: LightNode, frame: InlineFrame): LightNode {
    const node = new LightNode(frame.name);
    node.mark = frame.mark;
    node.info = frame.info;
    this.#add(parent, node);
    return node;
  }

  #placeIdsInline(line: LightNode): void {
    if (this.#open.some(({ node }) => node.nodeName === "A" || node.nodeName === "CODE")) return;
    const parent = this.#open.at(-1)?.node ?? line;
    if (this.#hasPendingSpace) this.#addSpace(parent);
    for (const id of this.#pendingIds) this.#add(parent, this.#anchor(id));
    this.#pendingIds = [];
  }

  #placeIdsBefore(): void {
    const last = this.#lastLine;
    if (last === undefined || this.#pendingIds.length === 0) return;
    for (const id of this.#pendingIds) last.append(this.#anchor(id));
    this.#pendingIds = [];
  }

  #anchor(id: string): LightNode {
    const node = new LightNode("ANCHOR");
    node.mark = this.marks.addAnchor(id);
    return node;
  }

  #add(parent: LightNode, node: LightNode): void {
    this.#nodes += 1;
    parent.append(node);
  }
}
