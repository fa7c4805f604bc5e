import { type ChildNode, Element, isTag, isText } from "domhandler";
import { plainText } from "../extract/plain-text.ts";
import type { PageWalk } from "./page-walk.ts";

/**
 * Footnotes without classes, as Texinfo, HeVeA and word processors write them: a raised label in the text and one
 * before the note are links to each other.
 */
export interface PairedNote {
  /** The label before the note. */
  readonly mark: Element;
  /** What begins with the label: the note, or a heading that it has for itself. */
  readonly block: Element;
}

const BLOCK = /^(?:p|li|dt|dd|div|h[1-6])$/;
const HEADING = /^h[1-6]$/;
const LABEL = /^[\p{L}\p{N}*†‡§]{1,6}$/u;
const MAX_PARTS = 100;

export function findPairedNote(walk: PageWalk, link: Element): PairedNote | undefined {
  const label = labelOf(link);
  if (!LABEL.test(label) || !isRaised(link)) return undefined;
  const mark = placeOf(walk, link.attribs["href"]);
  if (mark === undefined || mark.name !== "a" || mark === link || labelOf(mark) !== label) return undefined;
  const back = placeOf(walk, mark.attribs["href"]);
  if (back !== link && back !== link.parent) return undefined;
  const block = blockAround(mark);
  if (block === undefined || !startsWith(block, label)) return undefined;
  return { mark, block };
}

/** Makes the note one element that has the id, and takes the label out of it. */
export function settlePairedNote(walk: PageWalk, { mark, block }: PairedNote, id: string): void {
  if (HEADING.test(block.name)) return wrapBelow(block, id);
  block.attribs["id"] = id;
  if (block.name === "dt") return;
  let holder = mark;
  while (holder.parent !== block && holder.parent !== null && isTag(holder.parent)) {
    if (labelOf(holder.parent) !== labelOf(mark)) break;
    holder = holder.parent;
  }
  walk.consumed.add(holder);
  const { prev, next } = holder;
  if (prev !== null && isText(prev)) prev.data = prev.data.replace(/[[(]\s*$/, "");
  if (next !== null && isText(next)) next.data = next.data.replace(/^\s*[\])]?[.:]?\s*/, "");
}

function placeOf({ page }: PageWalk, href: string | undefined): Element | undefined {
  if (href === undefined || !href.startsWith("#")) return undefined;
  const id = href.slice(1);
  return page.elementById.get(id) ?? page.anchorByName.get(id);
}

function labelOf(element: Element): string {
  return plainText(element, 20).replace(/^[[(]|[\])][.:]?$|[.:]$/g, "");
}

function isRaised({ attribs, parent, children }: Element): boolean {
  if (attribs["rel"] === "footnote" || (parent !== null && isTag(parent) && parent.name === "sup")) return true;
  return children.some((child) => isTag(child) && child.name === "sup");
}

function blockAround(mark: Element): Element | undefined {
  let node = mark.parent;
  while (node !== null && isTag(node) && !BLOCK.test(node.name)) node = node.parent;
  return node !== null && isTag(node) ? node : undefined;
}

/** A heading or term is the label and no more: a chapter's number that leads to the contents is none. */
function startsWith(block: Element, label: string): boolean {
  if (block.name === "dt" || HEADING.test(block.name)) return labelOf(block) === label;
  return plainText(block, 20).replace(/^[[(]/, "").startsWith(label);
}

/** In the place of the heading: an element with all that is below it. */
function wrapBelow(heading: Element, id: string): void {
  const { parent } = heading;
  if (parent === null) return;
  const first = parent.children.indexOf(heading);
  const parts: ChildNode[] = [];
  for (const node of parent.children.slice(first + 1, first + MAX_PARTS)) {
    if (isTag(node) && HEADING.test(node.name)) break;
    parts.push(node);
  }
  const after = parent.children[first + parts.length + 1] ?? null;
  const note = new Element("div", { id }, parts);
  for (const part of parts) part.parent = note;
  if (parts[0] !== undefined) parts[0].prev = null;
  const last = parts.at(-1);
  if (last !== undefined) last.next = null;
  note.parent = parent;
  note.prev = heading.prev;
  note.next = after;
  if (heading.prev !== null) heading.prev.next = note;
  if (after !== null) after.prev = note;
  parent.children.splice(first, parts.length + 1, note);
}
