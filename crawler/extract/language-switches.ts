import { type Element, isTag } from "domhandler";
import { descendants, plainText } from "./plain-text.ts";
import type { ElementTest } from "./simple-selector.ts";
import type { Survey } from "./survey-page.ts";

const MAX_LINKS = 400;
/** "Available languages:" and the signs between the links; a sentence that names a translation has more. */
const MAX_OTHER_TEXT = 55;
const MAX_NAME = 40;
const BLOCKS = new Set(["p", "div", "ul", "ol", "dl", "td", "section", "aside", "header", "footer", "center", "form"]);

/** Blocks that say in which other languages the page is there, and no more: `hreflang` and `rel=alternate` mark their links. */
export function languageSwitches(survey: Survey): Element[] {
  const found: Element[] = [];
  const seen = new Set<Element>();
  const isSwitch = remembering(saysOnlyLanguages);
  for (const anchor of survey.anchors.filter(leadsToTranslation).slice(0, MAX_LINKS)) {
    const block = blockAround(anchor);
    if (block === undefined || seen.has(block)) continue;
    seen.add(block);
    if (isSwitch(block)) found.push(outermost(block, isSwitch));
  }
  return found;
}

/** Blocks beside one another have one parent, which may be the whole page: it is read once. */
function remembering(test: ElementTest): ElementTest {
  const known = new Map<Element, boolean>();
  return (element) => {
    const answer = known.get(element) ?? test(element);
    known.set(element, answer);
    return answer;
  };
}

/** With the label that may stand beside the list of links. */
function outermost(block: Element, isSwitch: ElementTest): Element {
  let node = block;
  for (let steps = 0; steps < 4; steps += 1) {
    const { parent } = node;
    if (parent === null || !isTag(parent) || !BLOCKS.has(parent.name) || !isSwitch(parent)) return node;
    node = parent;
  }
  return node;
}

function leadsToTranslation({ attribs }: Element): boolean {
  return attribs["hreflang"] !== undefined && /\balternate\b/i.test(attribs["rel"] ?? "");
}

function blockAround(anchor: Element): Element | undefined {
  let node = anchor.parent;
  while (node !== null && isTag(node) && !BLOCKS.has(node.name)) node = node.parent;
  return node !== null && isTag(node) ? node : undefined;
}

/** The page's own language may be a link without marks, or no link. */
function saysOnlyLanguages(block: Element): boolean {
  const links = [...descendants(block)].filter(isTag).filter(({ name }) => name === "a");
  const names = links.map((link) => plainText(link, MAX_NAME + 1));
  if (names.some((name) => name.length > MAX_NAME)) return false;
  if (links.filter(leadsToTranslation).length < links.length - 1) return false;
  const linked = names.reduce((sum, name) => sum + name.length, 0);
  const limit = linked + links.length * 3 + MAX_OTHER_TEXT;
  return plainText(block, limit + 1).length <= limit;
}
