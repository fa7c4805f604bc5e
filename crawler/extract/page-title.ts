import { type Element, isText } from "domhandler";
import { collapseBlanks, descendants, plainText } from "./plain-text.ts";
import type { ElementTest } from "./simple-selector.ts";
import { metaContent, type Survey } from "./survey-page.ts";
import { hasAncestorIn } from "./tree-relations.ts";

const MAX_TITLE = 1024;
const SEPARATOR = / (?:\||—|–|-|·|•|::|»|«|:) /;
const PERMALINK_TAIL = /\s*[#¶§◆🔗]\s*$/u;

/** Where a page's title may stand, and what in it is none of it. */
export interface TitleContent {
  readonly within: ReadonlySet<Element>;
  /** The theme's own title, outside the content. */
  readonly title: Element | undefined;
  readonly isNoise: ElementTest;
  /** A heading of any level is the title, not an h1 alone. */
  readonly isBook: boolean;
}

/** The page's own title, without the site's: its first heading, or what stands before the separator of `<title>`. */
export function pageTitle(survey: Survey, content: TitleContent): string {
  return firstHeading(survey, content) || ownTitle(survey);
}

/** What `<title>` says of the page itself. */
export function ownTitle(survey: Survey): string {
  const whole = collapseBlanks(survey.title) || collapseBlanks(metaContent(survey, "og:title") ?? "");
  return withoutSiteName(whole, metaContent(survey, "og:site_name")).slice(0, MAX_TITLE);
}

function firstHeading(survey: Survey, { within, title, isNoise, isBook }: TitleContent): string {
  if (title !== undefined) return headingText(title, isNoise);
  for (const heading of survey.headings) {
    if (
      !(heading.name === "h1" || (isBook && isTitleOfPart(heading, within, isNoise))) ||
      !(within.has(heading) || hasAncestorIn(heading, within))
    )
      continue;
    const text = headingText(heading, isNoise);
    if (text !== "") return text;
  }
  return "";
}

/** It is called so, or nothing that is shown stands before it in the content. */
function isTitleOfPart(heading: Element, within: ReadonlySet<Element>, isNoise: ElementTest): boolean {
  if (heading.attribs["class"] === "title") return true;
  for (const root of within) {
    for (const node of descendants(root, (part) => part !== heading && !isNoise(part))) {
      if (node === heading) return true;
      if (isText(node) && node.data.trim() !== "") return false;
    }
  }
  return false;
}

function headingText(heading: Element, isNoise: ElementTest): string {
  return plainText(heading, MAX_TITLE, (part) => isNoise(part) || isBelowTitle(part)).replace(PERMALINK_TAIL, "");
}

/** Doxygen's labels of a class and the groups that it is in, which stand in the title's block. */
function isBelowTitle({ attribs }: Element): boolean {
  return attribs["class"] === "ingroups" || attribs["class"] === "mlabels";
}

function withoutSiteName(title: string, siteName: string | undefined): string {
  const parts = title.split(SEPARATOR).filter((part) => part !== "");
  const [first, ...others] = parts;
  if (first === undefined) return title;
  return siteName !== undefined && first === siteName.trim() ? (others[0] ?? first) : first;
}
