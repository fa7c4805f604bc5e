import type { Element } from "domhandler";
import { collapseBlanks, plainText } from "./plain-text.ts";
import { metaContent, type Survey } from "./survey-page.ts";
import { hasAncestorIn } from "./tree-relations.ts";

const MAX_TITLE = 1024;
const SEPARATOR = / (?:\||—|–|-|·|•|::|»|«|:) /;
const PERMALINK_TAIL = /\s*[#¶§◆🔗]\s*$/u;

/** The page's own title, without the site's: its first h1, or what stands before the separator of `<title>`. */
export function pageTitle(survey: Survey, content: ReadonlySet<Element>, title: Element | undefined): string {
  const heading = firstHeading(survey, content, title);
  if (heading !== "") return heading;
  const whole = collapseBlanks(survey.title) || collapseBlanks(metaContent(survey, "og:title") ?? "");
  return withoutSiteName(whole, metaContent(survey, "og:site_name")).slice(0, MAX_TITLE);
}

function firstHeading(survey: Survey, content: ReadonlySet<Element>, title: Element | undefined): string {
  if (title !== undefined) return plainText(title, MAX_TITLE).replace(PERMALINK_TAIL, "");
  for (const heading of survey.headings) {
    if (heading.name !== "h1" || !(content.has(heading) || hasAncestorIn(heading, content))) continue;
    const text = plainText(heading, MAX_TITLE).replace(PERMALINK_TAIL, "");
    if (text !== "") return text;
  }
  return "";
}

function withoutSiteName(title: string, siteName: string | undefined): string {
  const parts = title.split(SEPARATOR).filter((part) => part !== "");
  const [first, ...others] = parts;
  if (first === undefined) return title;
  return siteName !== undefined && first === siteName.trim() ? (others[0] ?? first) : first;
}
