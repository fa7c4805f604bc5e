import { type Element, isTag } from "domhandler";
import { hasAncestorIn } from "./tree-relations.ts";
import { type TextWeight, weighRoot } from "./text-weight.ts";
import type { Survey } from "./survey-page.ts";

/** Share of the page's text that a block must hold to be taken for the content. */
const DOMINANT = 0.8;
const CONTAINERS = new Set(["div", "section", "main", "article", "td", "tr", "tbody", "table", "center", "form"]);

/** Content of a page without a profile: semantic landmarks first, then whatever holds most of the text. */
export function findGenericContent(survey: Survey): Element[] {
  const { body } = survey;
  const weights = weighRoot(body);
  const landmarks = shownOf(survey.landmarks);
  const mains = landmarks.filter((element) => !isArticle(element));
  const several = outermost(mains.filter((element) => saysAnything(element, weights)));
  if (several.length > 1) return several;
  const main = heaviest(mains, weights);
  const article = heaviest(landmarks.filter(isArticle), weights);
  if (main !== undefined && (saysAnything(main, weights) || !saysAnything(body, weights))) {
    const isAll = article !== undefined && holds(article, main, weights) && !leavesTitle(survey, main, article);
    return [isAll ? article : main];
  }
  // Several articles are a list of teasers, of which the heaviest is not the page.
  if (article !== undefined && textOf(article, weights) >= 0.4 * textOf(body, weights)) return [article];
  return [descend(survey, weights)];
}

/** What is hidden is for another state of the page; where all is, a script is to show it. */
function shownOf(elements: readonly Element[]): readonly Element[] {
  const shown = elements.filter(({ attribs }) => !("hidden" in attribs) && attribs["aria-hidden"] !== "true");
  return shown.length > 0 ? shown : elements;
}

function outermost(elements: readonly Element[]): Element[] {
  const all = new Set(elements);
  return elements.filter((element) => !hasAncestorIn(element, all));
}

function isArticle(element: Element): boolean {
  return element.name === "article";
}

function heaviest(elements: readonly Element[], weights: ReadonlyMap<Element, TextWeight>): Element | undefined {
  let best: Element | undefined;
  for (const element of elements) {
    if (best === undefined || textOf(element, weights) > textOf(best, weights)) best = element;
  }
  return best;
}

function holds(inner: Element, outer: Element, weights: ReadonlyMap<Element, TextWeight>): boolean {
  return textOf(inner, weights) >= DOMINANT * textOf(outer, weights) && hasAncestorIn(inner, new Set([outer]));
}

/** Down to the innermost block that still holds most of the text of the whole. */
function descend(survey: Survey, weights: ReadonlyMap<Element, TextWeight>): Element {
  const { body } = survey;
  const enough = DOMINANT * textOf(body, weights);
  let element = body;
  for (;;) {
    const next = element.children.find(
      (child): child is Element =>
        isTag(child) && CONTAINERS.has(child.name) && enough > 0 && textOf(child, weights) >= enough,
    );
    if (next === undefined || leavesSection(survey, element, next, weights)) return element;
    if (element !== body && leavesHeading(element, next)) return element;
    element = next;
  }
}

/** The title of the page often stands beside the block with the text. */
function leavesTitle(survey: Survey, outer: Element, inner: Element): boolean {
  const within = new Set([inner]);
  const [title] = survey.headings.filter((heading) => heading.name === "h1").slice(0, 1);
  return title !== undefined && !hasAncestorIn(title, within) && hasAncestorIn(title, new Set([outer]));
}

function leavesHeading(element: Element, next: Element): boolean {
  return element.children.some((child) => child !== next && isTag(child) && (isTitle(child) || hasTitle(child)));
}

/** The page's only title stands in a block before the one with most text; where navigation is beside it, it is the site's. */
function leavesSection(
  { headings }: Survey,
  element: Element,
  next: Element,
  weights: ReadonlyMap<Element, TextWeight>,
): boolean {
  const [title] = headings;
  const isOutside =
    title?.name === "h1" && !headings.some((one) => one.name === "h1" && hasAncestorIn(one, new Set([next])));
  if (!isOutside) return false;
  const others = element.children.filter((child): child is Element => isTag(child) && child !== next);
  if (others.some((child) => leadsElsewhere(child, weights))) return false;
  const before = element.children.slice(0, element.children.indexOf(next));
  return before.some((child) => isTag(child) && beginsWithTitle(child));
}

function leadsElsewhere(element: Element, weights: ReadonlyMap<Element, TextWeight>): boolean {
  if (element.name === "nav" || element.name === "aside") return true;
  const weight = weights.get(element);
  return weight !== undefined && weight.linked > weight.own;
}

const TITLE_DEPTH = 4;

function beginsWithTitle(element: Element): boolean {
  let first: Element | undefined = element;
  for (let depth = 0; first !== undefined && depth < TITLE_DEPTH; depth += 1) {
    if (isTitle(first)) return true;
    first = first.children.find(isTag);
  }
  return false;
}

function hasTitle(element: Element): boolean {
  return element.name === "header" && element.children.some((child) => isTag(child) && isTitle(child));
}

function isTitle(element: Element): boolean {
  return element.name === "h1" || element.name === "h2" || element.name === "h3";
}

function saysAnything(element: Element, weights: ReadonlyMap<Element, TextWeight>): boolean {
  const weight = weights.get(element);
  return weight !== undefined && weight.own + weight.linked > 0;
}

function textOf(element: Element, weights: ReadonlyMap<Element, TextWeight>): number {
  return weights.get(element)?.own ?? 0;
}
