import type { CheerioAPI } from "cheerio/slim";
import { type Element, isTag } from "domhandler";
import { ExtractionConfigError } from "./extraction-config-error.ts";
import { findGenericContent } from "./generic-content.ts";
import { plainText } from "./plain-text.ts";
import type { Profile } from "./profile.ts";
import { selectorTest } from "./selector-path.ts";
import type { ElementTest } from "./simple-selector.ts";
import type { Survey } from "./survey-page.ts";
import { hasAncestorIn } from "./tree-relations.ts";

/** A part of the document that is converted; `asTitle` ones become a heading of level 1 whatever their tag. */
export interface ContentRoot {
  readonly element: Element;
  readonly asTitle: boolean;
}

export interface ContentChoice {
  /** Called for selectors of the plan only: those of profiles are simple enough for the survey. */
  readonly select: () => CheerioAPI;
  readonly survey: Survey;
  readonly profile: Profile;
  readonly wishes: Wishes;
  readonly isNoise: ElementTest;
}

/** Selectors of the plan, any CSS, in order of preference; `setting` is what they were written under. */
export interface Wishes {
  readonly content: readonly Wish[];
  readonly title: readonly Wish[];
}

interface Wish {
  readonly selector: string;
  readonly setting: string;
}

/** What is found is content for sure when a selector named it; else it is a guess. */
export interface ChosenContent {
  readonly roots: ContentRoot[];
  readonly isGuess: boolean;
}

export function chooseContent(choice: ContentChoice): ChosenContent {
  const { survey, profile, wishes } = choice;
  const wished = firstWished(choice, wishes.content);
  const byProfile = wished.length > 0 ? [] : contentByProfile(survey, profile);
  const known = wished.length > 0 ? wished : byProfile;
  const roots = asRoots(known.length > 0 ? known : findGenericContent(survey));
  // A selector of the plan takes all that is wanted: the theme's title only where the plan says so.
  const title = wished.length > 0 && wishes.title.length === 0 ? undefined : outsideTitle(choice, roots);
  return {
    roots: title === undefined ? roots : [{ element: title, asTitle: true }, ...roots],
    isGuess: known.length === 0,
  };
}

function contentByProfile(survey: Survey, { content, besideContent = [] }: Profile): Element[] {
  const found = firstThatFinds(survey, content);
  return found.length === 0
    ? found
    : [...found, ...besideContent.flatMap((selector) => firstThatFinds(survey, [selector]))];
}

function firstWished({ select }: ContentChoice, wishes: readonly Wish[]): Element[] {
  for (const { selector, setting } of wishes) {
    const found = selectElements(select, selector, setting);
    if (found.length > 0) return found;
  }
  return [];
}

/** All elements that a selector from the plan finds, in document order. */
export function selectElements(select: () => CheerioAPI, selector: string, setting: string): Element[] {
  try {
    return select()(selector).toArray().filter(isTag);
  } catch (cause) {
    throw new ExtractionConfigError(`${setting} "${selector}" is not a CSS selector`, cause);
  }
}

function firstThatFinds(survey: Survey, selectors: readonly string[]): Element[] {
  for (const selector of selectors) {
    if (!mayFind(selector, survey)) continue;
    const found = survey.elements.filter(selectorTest(selector));
    if (found.length > 0) return found;
  }
  return [];
}

/** A search asks every element: none for what the survey has not seen there. */
function mayFind(selector: string, survey: Survey): boolean {
  return selector.split(", ").some((path) => {
    const names = path.replace(/\[[^\]]*\]/g, "").match(/[.#]?[\w-]+/g) ?? [];
    return names.every((name) => hasSeen(survey, name));
  });
}

function hasSeen(survey: Survey, name: string): boolean {
  if (name.startsWith(".")) return survey.classes.has(name.slice(1));
  return name.startsWith("#") ? survey.ids.has(name.slice(1)) : survey.tags.has(name);
}

/** Of nested matches only the outermost: its walk comes by the others. */
function asRoots(elements: readonly Element[]): ContentRoot[] {
  const all = new Set(elements);
  return elements
    .filter((element) => !hasAncestorIn(element, all))
    .slice(0, 500)
    .map((element) => ({ element, asTitle: false }));
}

/** The theme's own title, unless the content has the same as its h1. */
function outsideTitle(choice: ContentChoice, roots: readonly ContentRoot[]): Element | undefined {
  const { survey, profile, wishes } = choice;
  const inside = new Set(roots.map((root) => root.element));
  const [title] = [...firstWished(choice, wishes.title), ...firstThatFinds(survey, profile.title ?? [])];
  if (title === undefined || inside.has(title) || isShownIn(title, inside, choice.isNoise)) return undefined;
  const text = plainText(title, 300);
  const isRepeated = survey.headings.some(
    (heading) => heading.name === "h1" && plainText(heading, 300) === text && hasAncestorIn(heading, inside),
  );
  return isRepeated ? undefined : title;
}

/** A bar that goes may hold the only title, and may stand in the content. */
function isShownIn(element: Element, content: ReadonlySet<Element>, isNoise: ElementTest): boolean {
  let { parent } = element;
  while (parent !== null && isTag(parent) && !content.has(parent) && !isNoise(parent)) parent = parent.parent;
  return parent !== null && isTag(parent) && content.has(parent);
}
