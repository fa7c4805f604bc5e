import { type Element, isTag, isText } from "domhandler";
import { descendants, plainText } from "../extract/plain-text.ts";
import { LightNode } from "./light-node.ts";
import { decodeFragment } from "../url/decode-fragment.ts";
import type { Handling, PageWalk } from "./page-walk.ts";
import { placeOnPage } from "./self-link.ts";
import { findPairedNote, settlePairedNote } from "./paired-notes.ts";

const REFERENCE_CLASS =
  /(?:^|\s)(?:footnote|footnote-reference|footnote-ref|footnoteref|footnote-anchor|citation-reference)(?:\s|$)/;
const REFERENCE_TARGET = /^#(?:user-content-)?(?:fn|footnote|ftn|_footnotedef)[-_:.]?\w/;
/** A quotation: GitBook and HonKit. A table: docutils for HTML 4. */
const DEFINITION_TAGS = new Set(["li", "aside", "div", "dt", "p", "blockquote", "table"]);
/** How DocBook writes the label before a note, which leads back. */
const BRACKETED = /^\[[\w*†‡§]{1,6}\]$/u;

/** A link to a footnote that stands in this page; others stay links. */
export function isFootnoteReference(walk: PageWalk, element: Element): boolean {
  const { attribs, name, parent } = element;
  const href = attribs["href"];
  if (name !== "a" || href === undefined || href.length < 2) return false;
  const id = noteId(walk, element, href);
  if (id === undefined) return false;
  const outer = parent !== null && isTag(parent) ? parent : undefined;
  const isMarked =
    attribs["data-footnote-ref"] !== undefined ||
    attribs["role"] === "doc-noteref" ||
    REFERENCE_CLASS.test(attribs["class"] ?? "") ||
    (REFERENCE_TARGET.test(href) && isRaised(element)) ||
    (outer?.name === "sup" && (REFERENCE_CLASS.test(outer.attribs["class"] ?? "") || REFERENCE_TARGET.test(href)));
  if (!isMarked) return findPairedNote(walk, element) !== undefined;
  const target = walk.page.elementById.get(id);
  if (target !== undefined && DEFINITION_TAGS.has(target.name)) return true;
  return findPairedNote(walk, element) !== undefined;
}

/** DocBook writes the page's own address before the place of a note that was referred to before. */
function noteId(walk: PageWalk, { attribs }: Element, href: string): string | undefined {
  if (href.startsWith("#")) return decodeFragment(href.slice(1));
  return attribs["class"] === "footnoteref" ? placeOnPage(walk, href) : undefined;
}

/** The raised number may be in the link, as well as around it. */
function isRaised({ children }: Element): boolean {
  const [only] = children;
  return children.length === 1 && only !== undefined && isTag(only) && only.name === "sup";
}

export function addFootnoteReference(walk: PageWalk, element: Element): Handling {
  const id = noteId(walk, element, element.attribs["href"] ?? "") ?? "";
  const note = walk.footnotes.has(id) ? undefined : findPairedNote(walk, element);
  if (note !== undefined) settlePairedNote(walk, note, id);
  walk.build.leaf(new LightNode("FOOTNOTE-REF", labelOf(walk, id, plainText(element, 40))));
  return "skip";
}

/** A footnote's own text, once a reference to it was seen; undefined for any other element. */
export function openFootnote(walk: PageWalk, element: Element): Handling {
  if (walk.footnotes.size === 0 || element.name === "dt") return undefined;
  const label = walk.footnotes.get(element.attribs["id"] ?? "");
  if (label === undefined || walk.build.breaking !== "free") return undefined;
  for (const child of element.children) if (isTag(child) && isLabel(child)) walk.consumed.add(child);
  if (element.name === "table") passOverLabelCell(walk, element);
  if (!walk.build.openFlow(new LightNode("FOOTNOTE", label))) return undefined;
  passOverNumber(walk, element, label);
  return () => walk.build.closeFlow();
}

/** Docutils: the label is a cell, and before a note with several references stand their numbers, as links back. */
function passOverLabelCell(walk: PageWalk, table: Element): void {
  for (const node of descendants(table)) {
    if (!isTag(node) || node.name !== "td") continue;
    if (isLabel(node)) walk.consumed.add(node);
    else return passOverNumbers(walk, node);
  }
}

function passOverNumbers(walk: PageWalk, { firstChild }: Element): void {
  if (firstChild === null || !isTag(firstChild)) return;
  if (firstChild.children.some((child) => isTag(child) && isLabel(child))) walk.consumed.add(firstChild);
}

/** Asciidoctor starts a footnote with a link back, in the form "1. ", GitBook with its label raised, DocBook with both. */
function passOverNumber(walk: PageWalk, { children }: Element, label: string): void {
  const [first, second] = children.filter((child) => !isText(child) || child.data.trim() !== "");
  if (first === undefined || !isTag(first)) return;
  if (first.name === "p" && label !== "") return passOverNumber(walk, first, "");
  const isBackLink = first.name === "a" && isWayBack(first);
  const isRaisedLabel = first.name === "sup" && plainText(first, 40) === label;
  if (!isBackLink && !isRaisedLabel) return;
  walk.consumed.add(first);
  if (second !== undefined && isText(second)) second.data = second.data.replace(/^\.\s+/, "");
}

function isWayBack(link: Element): boolean {
  const href = link.attribs["href"] ?? "";
  return /^#\S*ref/.test(href) || (href.startsWith("#") && BRACKETED.test(plainText(link, 10)));
}

function isLabel({ attribs }: Element): boolean {
  return /(?:^|\s)(?:label|backrefs|fn-backref|footnote-definition-label|fn-label|fn-bracket)(?:\s|$)/.test(
    attribs["class"] ?? "",
  );
}

function labelOf(walk: PageWalk, id: string, text: string): string {
  const known = walk.footnotes.get(id);
  if (known !== undefined) return known;
  const shown = text.replace(/^\[|\]$/g, "");
  const isUsable = /^[\w.-]{1,30}$/.test(shown) && ![...walk.footnotes.values()].includes(shown);
  const label = isUsable ? shown : `n${walk.footnotes.size + 1}`;
  walk.footnotes.set(id, label);
  return label;
}
