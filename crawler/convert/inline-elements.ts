import { type Element, isTag, isText } from "domhandler";
import { plainText } from "../extract/plain-text.ts";
import { attributeText } from "./attribute-text.ts";
import { addFootnoteReference, isFootnoteReference } from "./footnote-elements.ts";
import { titleInLink } from "./card-title.ts";
import { isHeading, type LightName, LightNode } from "./light-node.ts";
import type { Handler, Handling, PageWalk } from "./page-walk.ts";
import { isAroundOwnHeading, leadsToItself } from "./self-link.ts";

function opens(name: LightName): Handler {
  return (walk, { name: tag }) => {
    if (walk.isSignature) return undefined;
    walk.build.pushInline(name, { tag });
    return () => walk.build.popInline();
  };
}

const opensItalic = opens("EM");
export const opensEmphasis: Handler = (walk, element) =>
  isBetweenNames(element) ? undefined : opensItalic(walk, element);
export const opensStruck = opens("DEL");

/** Sphinx sets the brackets and commas between the links of a type in italics, each alone: nobody sees it. */
function isBetweenNames({ prev, next, firstChild }: Element): boolean {
  const isBesideLink = [prev, next].some((node) => node && isTag(node) && isReference(node));
  if (!isBesideLink || firstChild === null || firstChild.next !== null || !isText(firstChild)) return false;
  return !/[\p{L}\p{N}]/u.test(firstChild.data.slice(0, 100));
}

function isReference({ name, attribs }: Element): boolean {
  return name === "a" && attribs["class"]?.startsWith("reference ") === true;
}

/** A label beside a name, kept apart by the style sheet alone. */
export const openBadge: Handler = (walk) => {
  walk.build.space();
  return undefined;
};

export const opensCode = opens("CODE");

/** Scribble sets the blank behind a section's number in it: that is none of code. */
const openTeletype: Handler = (walk, element) => (plainText(element, 1) === "" ? undefined : opensCode(walk, element));

const opensKey = opens("KBD");

/** Keys that are pressed at once stand in one more element, which says nothing that they do not. */
function openKey(walk: PageWalk, element: Element): Handling {
  return element.children.some((child) => isTag(child) && child.name === "kbd") ? undefined : opensKey(walk, element);
}

export const INLINE_HANDLERS: Readonly<Record<string, Handler>> = {
  a: openLink,
  b: opens("STRONG"),
  strong: opens("STRONG"),
  i: openItalic,
  em: opensEmphasis,
  cite: opensEmphasis,
  dfn: opensEmphasis,
  var: opensEmphasis,
  code: opensCode,
  samp: opensCode,
  tt: openTeletype,
  kbd: openKey,
  sub: opens("SUB"),
  sup: openSuperscript,
  del: opensStruck,
  s: opensStruck,
  strike: opensStruck,
  ins: opens("INS"),
  mark: opens("MARK"),
  br: addBreak,
  input: addCheckbox,
  q: openQuotation,
};

const PERMALINK = /^(?:[#¶§◆↩⤴🔗⚓\u200B]|\uFE0E|\uFE0F){0,4}$/u;
/** Schemes that lead somewhere: neither a script, nor data, nor a file of the one who wrote the page. */
const OTHER_SCHEMES = /^(?!(?:https?|javascript|vbscript|data|blob|file|about):)[a-z][a-z0-9+.-]{1,31}:/i;
const BACK_REFERENCE = /(?:^|[\s_-])(?:backref|back|reversefootnote|fn-backref|footnote-backref|footnote-back)(?:\s|$)/;

export function openLink(walk: PageWalk, element: Element): Handling {
  const { attribs } = element;
  if (attribs["name"] !== undefined && attribs["name"] !== attribs["id"]) walk.build.addId(attribs["name"]);
  const href = attribs["href"];
  if (href === undefined || walk.isSignature || isWayToContents(element) || isProblem(element)) return undefined;
  if (isPermalink(element, href) || isBackReference(element)) return "skip";
  if (isFootnoteReference(walk, element)) return addFootnoteReference(walk, element);
  const { line } = walk.build;
  const isOwnAnchor =
    (line !== undefined && isHeading(line) && leadsToItself(walk, element, href)) || isAroundOwnHeading(element, href);
  if (isOwnAnchor || walk.build.isInside("A")) return undefined;
  const mark = markLink(walk, href);
  if (mark === undefined) return undefined;
  if (isBare(element)) {
    const link = new LightNode("A");
    link.mark = mark;
    walk.build.leaf(link);
    return "skip";
  }
  closeIconGap(element);
  const details = { mark, info: linkTitle(walk, element) };
  const title = titleInLink(walk, element);
  if (title !== undefined) {
    walk.linkedTitles.set(title, details);
    return undefined;
  }
  walk.build.pushInline("A", details);
  return () => walk.build.popInline();
}

/** What Docutils could not read leads to a message that its writer got, not the page. */
function isProblem({ firstChild }: Element): boolean {
  return firstChild !== null && isTag(firstChild) && firstChild.attribs["class"] === "problematic";
}

/** A blank that keeps an icon at a link's end away from its text; it is none between that and a sign that follows. */
function closeIconGap({ lastChild, next }: Element): void {
  const before = lastChild?.prev;
  if (lastChild === null || !isTag(lastChild) || lastChild.name !== "svg" || !before || !isText(before)) return;
  if (next === null || (isText(next) && /^[\s.,;:!?)\]]/.test(next.data))) before.data = before.data.trimEnd();
}

/** A link that its author left without text; those that a style gives an icon have a class, those for places a fragment. */
function isBare({ attribs, children }: Element): boolean {
  return children.length === 0 && Object.keys(attribs).length === 1 && !attribs["href"]?.includes("#");
}

/**
 * A title that the page's author gave. Generators put what the text or the address says already into the titles of
 * links that they make, and mark these by classes.
 */
function linkTitle({ page }: PageWalk, element: Element): string {
  const { attribs } = element;
  const title = attributeText(element, "title");
  if (title === "" || attribs["class"] !== undefined || page.profile.codeLanguage !== undefined) return "";
  const isKnown = title === plainText(element, title.length + 1) || attribs["href"]?.endsWith(`#${title}`) === true;
  return isKnown ? "" : title;
}

export function markLink(walk: PageWalk, href: string): number | undefined {
  const url = walk.page.links.resolve(href)?.href;
  if (url !== undefined) return walk.marks.addLink({ url, image: false, recorded: true });
  const trimmed = href.trim();
  if (!OTHER_SCHEMES.test(trimmed) || trimmed.length > 2000) return undefined;
  return walk.marks.addLink({ url: trimmed.replace(/\s/g, "%20"), image: false, recorded: false });
}

/** Docutils makes the text of a heading the way back to the page's list of contents: no link that is worth keeping. */
function isWayToContents({ attribs }: Element): boolean {
  return attribs["class"]?.includes("toc-backref") === true;
}

/** A sign that stands for "link to this place" or "back to the text", not for text. */
function isPermalink(element: Element, href: string): boolean {
  if (!href.includes("#")) return false;
  const [only, second] = element.children.filter((child) => !isText(child) || child.data.trim() !== "");
  if (only === undefined || second !== undefined) return false;
  if (isTag(only)) return only.name === "img" && PLACE_PICTURE.test(attributeText(only, "alt"));
  return isText(only) && only.data.length <= 8 && PERMALINK.test(only.data.trim());
}

/** What pictures of links to a place or to the page's start are called. */
const PLACE_PICTURE = /^(?:permalink|link to this .{1,20}|(?:back |return )?(?:to )?(?:the )?top)$/i;

function isBackReference(element: Element): boolean {
  const { attribs } = element;
  if (attribs["data-footnote-backref"] !== undefined || attribs["role"] === "doc-backlink") return true;
  return attribs["class"] !== undefined && BACK_REFERENCE.test(attribs["class"].slice(0, 200));
}

function openSuperscript(walk: PageWalk, element: Element): Handling {
  const reference = element.children.find(isTag);
  if (reference !== undefined && isFootnoteReference(walk, reference)) {
    // With the brackets that stand around it in the superscript.
    walk.build.addId(reference.attribs["id"] ?? "");
    return addFootnoteReference(walk, reference);
  }
  if (/footnote-definition-label/.test(element.attribs["class"] ?? "")) return "skip";
  return opens("SUP")(walk, element);
}

function addBreak(walk: PageWalk, { parent }: Element): Handling {
  // DocBook: between terms that one description is for.
  if (parent !== null && isTag(parent) && parent.attribs["class"] === "term") walk.build.text(", ");
  else walk.build.lineBreak();
  return "skip";
}

function addCheckbox(walk: PageWalk, { attribs }: Element): Handling {
  if (attribs["type"] === "checkbox") addTaskBox(walk, attribs["checked"] !== undefined);
  return "skip";
}

/** Asciidoctor draws the boxes of a list of tasks as icons. */
function openItalic(walk: PageWalk, element: Element): Handling {
  const box = /(?:^|\s)fa-(check-)?square(?:-o)?(?:\s|$)/.exec(element.attribs["class"] ?? "");
  if (box === null) return opensEmphasis(walk, element);
  addTaskBox(walk, box[1] !== undefined);
  return "skip";
}

/** Only at the start of an item is it one of a task. */
function addTaskBox({ build }: PageWalk, isDone: boolean): void {
  if (build.flow.nodeName !== "LI" || (build.line !== undefined && build.line.childNodes.length > 0)) return;
  build.leaf(new LightNode("RAW", isDone ? "[x]" : "[ ]"));
  build.space();
}

function openQuotation(walk: PageWalk): Handling {
  walk.build.text("“");
  return () => walk.build.text("”");
}
