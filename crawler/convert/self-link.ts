import { type ChildNode, type Element, isTag, isText } from "domhandler";
import { plainText } from "../extract/plain-text.ts";
import { decodeFragment } from "../url/decode-fragment.ts";
import type { PageWalk } from "./page-walk.ts";

/**
 * Whether a heading's link is to the heading: to an id on it or around it, or all of it and to nothing elsewhere.
 * DocBook and others write the page's own address before the place.
 */
export function leadsToItself(walk: PageWalk, link: Element, href: string): boolean {
  const id = placeOnPage(walk, href);
  if (id === undefined) return false;
  let node: Element = link;
  let isAll = true;
  for (let steps = 0; steps < 6; steps += 1) {
    if (id !== "" && (node.attribs["id"] === id || node.attribs["name"] === id)) return true;
    const { parent } = node;
    if (parent === null || !isTag(parent)) return false;
    isAll &&= saysNoMore(parent, node);
    if (isAll && /^h[1-6]$/.test(parent.name)) {
      return !isElsewhere(walk.page.elementById.get(id) ?? walk.page.anchorByName.get(id), parent);
    }
    node = parent;
  }
  return false;
}

/** Haddock's permalink stands around the heading, and is itself the place that it leads to. */
export function isAroundOwnHeading({ attribs, children }: Element, href: string): boolean {
  if (attribs["id"] === undefined || !href.startsWith("#") || decodeFragment(href.slice(1)) !== attribs["id"])
    return false;
  return children.some((child) => isTag(child) && /^h[1-6]$/.test(child.name));
}

/** The id that a link on this page leads to, "" for the page as a whole; undefined when it leads to another page. */
export function placeOnPage({ page }: PageWalk, href: string): string | undefined {
  if (href.startsWith("#")) return decodeFragment(href.slice(1));
  const target = page.links.resolve(href);
  if (target === undefined || page.links.resolvePage(href) !== page.links.resolvePage(page.url)) return undefined;
  return decodeFragment(target.hash.slice(1));
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

/** Beside the child are at most places to link to. */
function saysNoMore(parent: Element, child: Element): boolean {
  return parent.children.every((node) => node === child || isSilent(node));
}

function isSilent(node: ChildNode): boolean {
  if (isText(node)) return node.data.trim() === "";
  return !isTag(node) || plainText(node, 1) === "";
}
