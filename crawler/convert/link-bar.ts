import { type ChildNode, type Element, isTag, isText } from "domhandler";
import { descendants, plainText } from "../extract/plain-text.ts";
import type { PageWalk } from "./page-walk.ts";

/** "Reference for unit 'System'" between the links; what says more is a table. */
const MAX_OTHER_LETTERS = 40;
const MIN_LINKS = 3;
const MAX_NODES = 200;

/**
 * Pages made before there was `nav` have their ways to other pages in a table of one row above or below the text, or in
 * a block whose class says so.
 */
export function isLinkBar(walk: PageWalk, block: Element): boolean {
  const isFirst = walk.build.root.childNodes.length === 0;
  if (!isFirst && hasTextAfter(walk, block)) return false;
  return isRowOfLinks(block) && (!isFirst || hasTextAfter(walk, block));
}

function isRowOfLinks(block: Element): boolean {
  let nodes = 0;
  let rows = 0;
  let links = 0;
  let otherLetters = 0;
  for (const node of descendants(block, ({ name }) => name !== "a")) {
    if ((nodes += 1) > MAX_NODES) return false;
    if (isText(node)) otherLetters += lettersOf(node.data);
    else if (isTag(node)) {
      if (node.name === "tr") rows += 1;
      else if (node.name === "a" && node.attribs["href"]?.startsWith("#") === false) links += 1;
      else if (/^(?:a|p|th|ul|ol|dl|pre|table|h[1-6])$/.test(node.name)) return false;
    }
    if (rows > 1 || otherLetters > MAX_OTHER_LETTERS) return false;
  }
  return links >= MIN_LINKS;
}

function lettersOf(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

function hasTextAfter({ page }: PageWalk, block: Element): boolean {
  const roots = new Set(page.roots.map(({ element }) => element));
  let node = block;
  while (!roots.has(node)) {
    for (let next = node.next; next !== null; next = next.next) if (saysAnything(next)) return true;
    if (node.parent === null || !isTag(node.parent)) return false;
    node = node.parent;
  }
  return false;
}

function saysAnything(node: ChildNode): boolean {
  if (isText(node)) return node.data.trim() !== "";
  return isTag(node) && (node.name === "img" || plainText(node, 1) !== "");
}
