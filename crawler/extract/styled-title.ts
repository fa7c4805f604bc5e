import { type Element, isTag, isText } from "domhandler";
import type { ContentRoot } from "./choose-content.ts";
import { ownTitle } from "./page-title.ts";
import { descendants, plainText } from "./plain-text.ts";
import type { ElementTest } from "./simple-selector.ts";
import type { Survey } from "./survey-page.ts";

const BLOCKS = new Set(["div", "p", "center"]);
const INLINE = new Set(["span", "b", "strong", "big", "font", "i", "em", "code", "tt", "u"]);
/** The first text stands near the start, or much stands before it. */
const MAX_NODES = 300;
const MAX_TITLE = 200;

/** A title that only a style makes one: the content's first text, when it says what `<title>` says, becomes the h1. */
export function promoteStyledTitle(survey: Survey, roots: readonly ContentRoot[], isNoise: ElementTest): void {
  const [root] = roots;
  const title = ownTitle(survey).toLowerCase();
  if (root === undefined || root.asTitle || title === "") return;
  const block = firstBlock(root.element, isNoise);
  if (block === undefined || block === root.element || textOf(block) !== title) return;
  if (survey.headings.some((heading) => heading.name === "h1" && textOf(heading) === title)) return;
  block.name = "h1";
  survey.headings.unshift(block);
}

function textOf(element: Element): string {
  return plainText(element, MAX_TITLE + 1).toLowerCase();
}

function firstBlock(root: Element, isNoise: ElementTest): Element | undefined {
  let seen = 0;
  for (const node of descendants(root, (element) => !isNoise(element))) {
    if ((seen += 1) > MAX_NODES) return undefined;
    if (!isText(node) || node.data.trim() === "") continue;
    let around = node.parent;
    while (around !== null && isTag(around) && INLINE.has(around.name)) around = around.parent;
    return around !== null && isTag(around) && BLOCKS.has(around.name) ? around : undefined;
  }
  return undefined;
}
