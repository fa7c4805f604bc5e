import { type Element, isTag, isText } from "domhandler";
import { openDetails } from "./alert-elements.ts";
import { addCodeBlock, isCodeTitle, takeCodeTitle } from "./code-elements.ts";
import { openBoldLine } from "./component-parts.ts";
import { LightNode } from "./light-node.ts";
import type { Handler, Handling, ListState, PageWalk } from "./page-walk.ts";
import { settleList } from "./settle-list.ts";

const PLAIN_BLOCKS = [
  "address",
  "article",
  "aside",
  "body",
  "center",
  "div",
  "fieldset",
  "figure",
  "footer",
  "form",
  "header",
  "hgroup",
  "legend",
  "main",
  "search",
  "section",
  "summary",
];

/** A wrapper without meaning: content before, in and after it does not share a line. */
export const endsBlock: Handler = (walk) => {
  walk.build.endBlock();
  return () => walk.build.endBlock();
};

export const BLOCK_HANDLERS: Readonly<Record<string, Handler>> = {
  ...Object.fromEntries(PLAIN_BLOCKS.map((tag) => [tag, endsBlock])),
  div: openDivision,
  p: openParagraph,
  h1: openHeading,
  h2: openHeading,
  h3: openHeading,
  h4: openHeading,
  h5: openHeading,
  h6: openHeading,
  ul: openList,
  ol: openList,
  menu: openList,
  dir: openList,
  li: openItem,
  blockquote: openQuote,
  pre: addCodeBlock,
  hr: addRule,
  figcaption: openCaption,
  details: openDetails,
};

function openDivision(walk: PageWalk, element: Element): Handling {
  if (mayBeCodeTitle(element) && isCodeTitle(element)) return takeCodeTitle(walk, element);
  if (element.attribs["class"] === "title") return openBlockTitle(walk, element);
  return endsBlock(walk, element);
}

/** AsciiDoc has titles for blocks of any kind; those of pictures stand below them. */
function openBlockTitle(walk: PageWalk, element: Element): Handling {
  const { parent } = element;
  const block = parent !== null && isTag(parent) ? (parent.attribs["class"] ?? "") : "";
  if (/^(?:image|video|audio)block(?:\s|$)/.test(block)) return openCaption(walk, element);
  if (/^(?:[a-z]+block|paragraph|[a-z]*list|content)(?:\s|$)/.test(block)) return openBoldLine(walk, element);
  return endsBlock(walk, element);
}

/** A glance that most divs do not pass. */
function mayBeCodeTitle({ attribs, parent }: Element): boolean {
  if (attribs["class"] === "title" || attribs["data-component-part"] !== undefined) return true;
  return parent !== null && isTag(parent) && parent.attribs["class"]?.includes("code") === true;
}

function openParagraph(walk: PageWalk): Handling {
  const paragraph = new LightNode("P");
  paragraph.info = "explicit";
  walk.build.openLine(paragraph);
  return () => walk.build.endBlock();
}

function openHeading(walk: PageWalk, element: Element): Handling {
  const level = Number(element.name[1]);
  walk.hasAnchoredHeadings ||= element.attribs["id"] !== undefined;
  if (!walk.openHeading(level)) return () => walk.build.endBlock();
  return () => {
    if (walk.closeHeading() !== undefined) walk.headingLevel = level;
  };
}

function openList(walk: PageWalk, element: Element): Handling {
  const { build } = walk;
  // A list that stands in a list, not in an item, belongs to the item before it.
  const isInItem = isListInList(element) && build.reopenItem();
  const list = new LightNode("UL");
  const state = listState(walk, element, list);
  walk.lists.push(state);
  return () => {
    walk.lists.pop();
    if (state.kind !== "list") build.endBlock();
    else settleList(build.closeFlow(), isCompact(element));
    if (isInItem) build.closeFlow();
  };
}

function isListInList({ parent }: Element): boolean {
  return parent !== null && isTag(parent) && (parent.name === "ul" || parent.name === "ol");
}

function listState(walk: PageWalk, element: Element, list: LightNode): ListState {
  const next = element.name === "ol" ? firstNumber(element) : undefined;
  list.info = element.name === "ol" ? "ordered" : "bullet";
  if (isFootnoteList(walk, element) || isLayoutList(element)) return { kind: "none" };
  return walk.build.openFlow(list) ? { kind: "list", next } : { kind: "none", next };
}

/** Docutils marks the lists whose paragraphs are only how it writes an item; Asciidoctor writes no other ones. */
function isCompact({ attribs, parent }: Element): boolean {
  const outer = parent !== null && isTag(parent) ? (parent.attribs["class"] ?? "") : "";
  return /(?:^|\s)simple(?:\s|$)/.test(attribs["class"] ?? "") || /(?:^|\s)[uo]list(?:\s|$)/.test(outer);
}

function isFootnoteList(walk: PageWalk, element: Element): boolean {
  if (walk.footnotes.size === 0) return false;
  const first = element.children.find(isTag);
  return first !== undefined && walk.footnotes.has(first.attribs["id"] ?? "");
}

/** A list by which a theme lays out whole sections, as Javadoc's do: each of its items is a heading or a table. */
function isLayoutList({ name, attribs, children, parent }: Element): boolean {
  if (name === "ol") return parent !== null && isTag(parent) && MEMBERS.test(parent.attribs["class"] ?? "");
  if (name !== "ul" || attribs["class"] === undefined) return false;
  if (/^blockList(?:Last)?$/.test(attribs["class"])) return true;
  const items = children.filter(isTag);
  return items.length > 0 && items.every(startsWithHeading);
}

/** Scaladoc's lists of the members of a class. */
const MEMBERS = /(?:^|\s)members(?:\s|$)/;
const WRAPPERS = new Set(["section", "div", "ul", "li"]);
const TABLE_PARTS = /^(?:caption|table-tabs|summary-table)(?:\s|$)/;

function startsWithHeading(item: Element): boolean {
  let holder = item;
  for (let depth = 0; depth < 6; depth++) {
    const first = holder.children.find((child) => isTag(child) || (isText(child) && child.data.trim() !== ""));
    if (first === undefined || !isTag(first)) return false;
    if (/^h[1-6]$/.test(first.name) || TABLE_PARTS.test(first.attribs["class"] ?? "")) return true;
    if (!WRAPPERS.has(first.name)) return false;
    holder = first;
  }
  return false;
}

function firstNumber(element: Element): number {
  const start = Number.parseInt(element.attribs["start"] ?? "1", 10);
  return start >= 0 && start < 1e9 ? start : 1;
}

export function openItem(walk: PageWalk, element: Element): Handling {
  const state = walk.lists.at(-1);
  if (isHeir(element) && walk.build.reopenItem()) return () => walk.build.closeFlow();
  const marker = state?.next === undefined ? "- " : `${state.next}. `;
  if (state?.next !== undefined) state.next += 1;
  if (state?.kind !== "list") return openItemInLine(walk, marker, state !== undefined);
  const item = new LightNode("LI");
  item.info = marker;
  if (!walk.build.openFlow(item)) return () => walk.build.endBlock();
  return () => walk.build.closeFlow(isEmptyOnPurpose(element));
}

/** Javadoc up to version 15 lists a class beside the one that it extends, in an item that holds nothing but a list. */
function isHeir({ children }: Element): boolean {
  const first = children.find(isTag);
  return first?.name === "ul" && first.attribs["class"] === "inheritance";
}

/** An author's empty item or quote; one that a script or a style fills has attributes. */
function isEmptyOnPurpose({ attribs, children }: Element): boolean {
  if (Object.keys(attribs).length > 0) return false;
  return children.every((child) => isText(child) && child.data.trim() === "");
}

/** A list in a table cell: Markdown has no lists there, a line for each item says it. */
function openItemInLine(walk: PageWalk, marker: string, isInList: boolean): Handling {
  walk.build.endBlock();
  if (isInList && walk.build.breaking === "break") {
    walk.build.leaf(new LightNode("RAW", marker.trim()));
    walk.build.space();
  }
  return () => walk.build.endBlock();
}

/** AsciiDoc itself and DocBook's quotations with a source quote by a class; Asciidoctor has an element in there. */
export function openQuoteBlock(walk: PageWalk, element: Element): Handling {
  const hasQuote = element.children.some((child) => isTag(child) && child.name === "blockquote");
  return hasQuote ? endsBlock(walk, element) : openQuote(walk, element);
}

function openQuote(walk: PageWalk, element: Element): Handling {
  if (!walk.build.openFlow(new LightNode("BLOCKQUOTE"))) return () => walk.build.endBlock();
  return () => walk.build.closeFlow(isEmptyOnPurpose(element));
}

function addRule(walk: PageWalk, element: Element): Handling {
  walk.build.endBlock();
  if (walk.build.breaking === "free" && !isAboveFootnotes(element) && !isAboveSignature(element))
    walk.build.addBlock(new LightNode("HR"));
  return "skip";
}

/** Renderers of footnotes draw the line above them on their own; AsciiDoc draws one though there are none. */
function isAboveFootnotes({ parent, next }: Element): boolean {
  if (parent !== null && isTag(parent) && parent.attribs["id"] === "footnotes") return true;
  const neighbours = [parent, next, next?.next];
  return neighbours.some((node) => node && isTag(node) && /footnote/.test(node.attribs["class"] ?? ""));
}

/** Javadoc draws a line between an item's name and its signature. */
function isAboveSignature({ next }: Element): boolean {
  const below = next !== null && isTag(next) ? next : next?.next;
  return !!below && isTag(below) && below.attribs["class"]?.endsWith("-signature") === true;
}

function openCaption(walk: PageWalk, element: Element): Handling {
  if (isCodeTitle(element)) return takeCodeTitle(walk, element);
  if (!walk.build.openLine(new LightNode("P"), "space")) return () => walk.build.endBlock();
  walk.build.pushInline("EM");
  return () => {
    walk.build.popInline();
    walk.build.closeLine();
  };
}
