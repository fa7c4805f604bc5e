import type { Element } from "domhandler";
import { collapseBlanks, plainText } from "./plain-text.ts";
import type { ElementTest } from "./simple-selector.ts";
import { metaContent, type Survey } from "./survey-page.ts";
import { hasAncestorIn } from "./tree-relations.ts";

const MAX_TITLE = 1024;
const SEPARATOR = / (?:\||—|–|-|·|•|::|»|«|:) /;
const AFTER_TITLE = /^: /;
const PERMALINK_TAIL = /\s*[#¶§◆🔗]\s*$/u;

/** Where a page's title may stand, and what in it is none of it. */
export interface TitleContent {
  readonly within: ReadonlySet<Element>;
  /** The theme's own title, outside the content. */
  readonly title: Element | undefined;
  readonly isNoise: ElementTest;
}

/** The page's own title, without the site's: its first h1, or what the heading or the separator ends in `<title>`. */
export function pageTitle(survey: Survey, content: TitleContent): string {
  return firstHeading(survey, content) || namedByTitle(survey, content) || ownTitle(survey);
}

/** What `<title>` says of the page itself. */
export function ownTitle(survey: Survey): string {
  const whole = collapseBlanks(survey.title) || collapseBlanks(metaContent(survey, "og:title") ?? "");
  return withoutSiteName(whole, metaContent(survey, "og:site_name")).slice(0, MAX_TITLE);
}

function firstHeading(survey: Survey, { within, title, isNoise }: TitleContent): string {
  if (title !== undefined) return headingText(title, isNoise);
  for (const heading of survey.headings) {
    if (heading.name !== "h1" || !(within.has(heading) || hasAncestorIn(heading, within))) continue;
    const text = headingText(heading, isNoise);
    if (text !== "") return text;
  }
  return "";
}

/** Generators of books end `<title>` with the book's, and give the page's heading the level that it has in the book. */
function namedByTitle(survey: Survey, { within, isNoise }: TitleContent): string {
  const heading = survey.headings.find((one) => hasAncestorIn(one, within));
  if (heading === undefined) return "";
  const text = headingText(heading, isNoise);
  const whole = collapseBlanks(survey.title);
  return text !== "" && whole.startsWith(text) && AFTER_TITLE.test(whole.slice(text.length)) ? text : "";
}

function headingText(heading: Element, isNoise: ElementTest): string {
  return plainText(heading, MAX_TITLE, isNoise).replace(PERMALINK_TAIL, "");
}

function withoutSiteName(title: string, siteName: string | undefined): string {
  const parts = title.split(SEPARATOR).filter((part) => part !== "");
  const [first, ...others] = parts;
  if (first === undefined) return title;
  return siteName !== undefined && first === siteName.trim() ? (others[0] ?? first) : first;
}
