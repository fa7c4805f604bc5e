import { type Element, isTag } from "domhandler";
import { descendants, plainText } from "../extract/plain-text.ts";
import type { PageWalk } from "./page-walk.ts";

/** Of a card, these elements are looked at. */
const CARD_WITHIN = 100;
const BLOCKS = new Set(["div", "p", "section", "article", "header", "figure", "h1", "h2", "h3", "h4", "h5", "h6"]);
const TITLE_CLASS = /(?:^|[\s_-])title(?:$|[\s_-])|[a-z]Title(?:$|[\s_])/;

/** The title of a link that has blocks in it: Markdown's links hold a line, and the title stands for the whole. */
export function titleInLink(walk: PageWalk, link: Element): Element | undefined {
  return link.children.some((child) => isTag(child) && BLOCKS.has(child.name)) ? cardTitle(walk, link) : undefined;
}

export function cardTitle({ page }: PageWalk, card: Element): Element | undefined {
  const title = findWithin(card, isTitle);
  return title === undefined || page.isNoise(title) || plainText(title, 1) === "" ? undefined : title;
}

function isTitle({ name, attribs }: Element): boolean {
  return /^h[1-6]$/.test(name) || (BLOCKS.has(name) && TITLE_CLASS.test((attribs["class"] ?? "").slice(0, 300)));
}

export function findWithin(element: Element, test: (element: Element) => boolean): Element | undefined {
  let seen = 0;
  for (const node of descendants(element)) {
    if (!isTag(node)) continue;
    if ((seen += 1) > CARD_WITHIN) return undefined;
    if (test(node)) return node;
  }
  return undefined;
}
