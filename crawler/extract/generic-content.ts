import { type Element, isTag } from "domhandler";
import { type TextWeight, weighRoot } from "./text-weight.ts";
import type { Survey } from "./survey-page.ts";

/** Share of its parent's text that a child must hold to be taken for the content. */
const DOMINANT = 0.75;
const CONTAINERS = new Set(["div", "section", "main", "article", "td", "tr", "tbody", "table", "center", "form"]);

/** Content of a page without a profile: semantic landmarks first, then whatever holds most of the text. */
export function findGenericContent(survey: Survey): Element[] {
  const { body } = survey;
  const weights = weighRoot(body);
  const landmark = heaviest(survey.landmarks, weights);
  const start = landmark !== undefined && isSubstantial(landmark, body, weights) ? landmark : body;
  return [start.name === "article" ? start : descend(start, weights)];
}

function heaviest(elements: readonly Element[], weights: ReadonlyMap<Element, TextWeight>): Element | undefined {
  let best: Element | undefined;
  for (const element of elements) {
    if (best === undefined || textOf(element, weights) > textOf(best, weights)) best = element;
  }
  return best;
}

/** Several articles are a list of teasers, of which the heaviest is not the page. */
function isSubstantial(landmark: Element, body: Element, weights: ReadonlyMap<Element, TextWeight>): boolean {
  const own = textOf(landmark, weights);
  return landmark.name === "article" ? own >= 0.4 * textOf(body, weights) : own > 0;
}

function descend(from: Element, weights: ReadonlyMap<Element, TextWeight>): Element {
  let element = from;
  for (;;) {
    const total = textOf(element, weights);
    const next = element.children.find(
      (child): child is Element =>
        isTag(child) && CONTAINERS.has(child.name) && total > 0 && textOf(child, weights) >= DOMINANT * total,
    );
    if (next === undefined || leavesHeading(element, next)) return element;
    element = next;
  }
}

/** The title of the page often stands beside the block with the text. */
function leavesHeading(element: Element, next: Element): boolean {
  if (element.name === "body") return false;
  return element.children.some(
    (child) =>
      child !== next && isTag(child) && (/^h[1-3]$/.test(child.name) || (child.name === "header" && hasHeading(child))),
  );
}

function hasHeading(element: Element): boolean {
  return element.children.some((child) => isTag(child) && /^h[1-3]$/.test(child.name));
}

function textOf(element: Element, weights: ReadonlyMap<Element, TextWeight>): number {
  return weights.get(element)?.own ?? 0;
}
