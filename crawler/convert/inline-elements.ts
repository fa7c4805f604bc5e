import { type Element, isTag, isText } from "domhandler";
import { addFootnoteReference, isFootnoteReference } from "./footnote-elements.ts";
import { type LightName, LightNode } from "./light-node.ts";
import type { Handler, Handling, PageWalk } from "./page-walk.ts";
import { isHeading } from "./tree-builder.ts";

function opens(name: LightName): Handler {
  return (walk) => {
    if (walk.isSignature) return undefined;
    walk.build.pushInline(name);
    return () => walk.build.popInline();
  };
}

export const opensEmphasis = opens("EM");

/** A label beside a name, kept apart by the style sheet alone. */
export const openBadge: Handler = (walk) => {
  walk.build.space();
  return undefined;
};

const opensCode = opens("CODE");

export const INLINE_HANDLERS: Readonly<Record<string, Handler>> = {
  a: openLink,
  b: opens("STRONG"),
  strong: opens("STRONG"),
  i: opensEmphasis,
  em: opensEmphasis,
  cite: opensEmphasis,
  dfn: opensEmphasis,
  var: opensEmphasis,
  code: opensCode,
  samp: opensCode,
  tt: opensCode,
  kbd: opens("KBD"),
  sub: opens("SUB"),
  sup: openSuperscript,
  del: opens("DEL"),
  s: opens("DEL"),
  strike: opens("DEL"),
  ins: opens("INS"),
  mark: opens("MARK"),
  br: addBreak,
  input: addCheckbox,
  q: openQuotation,
};

const PERMALINK = /^(?:[#¶§◆↩⤴🔗⚓\u200B]|\uFE0E|\uFE0F){0,4}$/u;
const OTHER_SCHEMES = /^(?:mailto|tel|ftp|irc|ircs|xmpp|news|magnet|git|ssh|sip):/i;
const BACK_REFERENCE = /(?:^|[\s_-])(?:backref|back|reversefootnote|fn-backref|footnote-backref|footnote-back)(?:\s|$)/;

function openLink(walk: PageWalk, element: Element): Handling {
  const { attribs } = element;
  if (attribs["name"] !== undefined) walk.build.addId(attribs["name"]);
  const href = attribs["href"];
  if (href === undefined || walk.isSignature) return undefined;
  if (isPermalink(element, href) || isBackReference(element)) return "skip";
  if (isFootnoteReference(walk, element)) return addFootnoteReference(walk, element);
  const { line } = walk.build;
  const isOwnAnchor =
    href.startsWith("#") && line !== undefined && isHeading(line) && leadsToItself(walk, element, href);
  if (isOwnAnchor || walk.build.isInside("A")) return undefined;
  const mark = markLink(walk, href);
  if (mark === undefined) return undefined;
  walk.build.pushInline("A", mark);
  return () => walk.build.popInline();
}

/** Whether a heading's link is to the heading: to an id on it or around it, or all of it and to nothing elsewhere. */
function leadsToItself(walk: PageWalk, link: Element, href: string): boolean {
  const id = decodeFragment(href.slice(1));
  let node: Element = link;
  for (let steps = 0; steps < 6; steps += 1) {
    if (node.attribs["id"] === id || node.attribs["name"] === id) return true;
    const { parent } = node;
    if (parent === null || !isTag(parent)) return false;
    if (/^h[1-6]$/.test(parent.name) && holdsOnly(parent, node)) {
      return !isElsewhere(walk.page.elementById.get(id), parent);
    }
    node = parent;
  }
  return false;
}

/** Not around the heading, in it, or just before it. */
function isElsewhere(target: Element | undefined, heading: Element): boolean {
  if (target === undefined || heading.prev === target || heading.prev?.prev === target) return false;
  return !(isWithin(heading, target) || isWithin(target, heading));
}

function isWithin(inner: Element, outer: Element): boolean {
  let node: Element = inner;
  while (node !== outer) {
    if (node.parent === null || !isTag(node.parent)) return false;
    node = node.parent;
  }
  return true;
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function holdsOnly(heading: Element, child: Element): boolean {
  return heading.children.every((each) => each === child || (isText(each) && each.data.trim() === ""));
}

function markLink(walk: PageWalk, href: string): number | undefined {
  const url = walk.page.links.resolve(href)?.href;
  if (url !== undefined) return walk.marks.addLink({ url, image: false, recorded: true });
  const trimmed = href.trim();
  if (!OTHER_SCHEMES.test(trimmed) || trimmed.length > 2000) return undefined;
  return walk.marks.addLink({ url: trimmed.replace(/\s/g, "%20"), image: false, recorded: false });
}

/** A sign that stands for "link to this place" or "back to the text", not for text. */
function isPermalink(element: Element, href: string): boolean {
  if (!href.includes("#")) return false;
  const [only, second] = element.children;
  if (only === undefined || second !== undefined || !isText(only)) return false;
  return only.data.length <= 8 && PERMALINK.test(only.data.trim());
}

function isBackReference(element: Element): boolean {
  const { attribs } = element;
  if (attribs["data-footnote-backref"] !== undefined || attribs["role"] === "doc-backlink") return true;
  return attribs["class"] !== undefined && BACK_REFERENCE.test(attribs["class"].slice(0, 200));
}

function openSuperscript(walk: PageWalk, element: Element): Handling {
  const reference = element.children.find(isTag);
  if (reference !== undefined && isFootnoteReference(walk, reference)) return undefined;
  if (/footnote-definition-label/.test(element.attribs["class"] ?? "")) return "skip";
  return opens("SUP")(walk, element);
}

function addBreak(walk: PageWalk): Handling {
  walk.build.lineBreak();
  return "skip";
}

function addCheckbox(walk: PageWalk, { attribs }: Element): Handling {
  const { build } = walk;
  const isAtItemStart =
    build.flow.nodeName === "LI" && (build.line === undefined || build.line.childNodes.length === 0);
  if (attribs["type"] === "checkbox" && isAtItemStart) {
    build.leaf(new LightNode("RAW", attribs["checked"] === undefined ? "[ ]" : "[x]"));
    build.space();
  }
  return "skip";
}

function openQuotation(walk: PageWalk): Handling {
  walk.build.text("“");
  return () => walk.build.text("”");
}
