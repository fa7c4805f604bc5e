import type { Element } from "domhandler";
import { plainText } from "./plain-text.ts";
import { metaContent, type Survey } from "./survey-page.ts";

/** What a server sends with status 200 in the place of the page that was asked for. */
export type StandIn = "not-found" | "robot-check";

/** Characters of text above which a page is a page, whatever it is about. */
const MAX_STAND_IN_TEXT = 600;

/** Titles of the pages by which hosting services keep programs out. */
const ROBOT_CHECK =
  /^(?:just a moment|attention required!? \| cloudflare|checking your browser|ddos-guard|one moment, please|please wait\W{0,3}\| ddos|verify(?:ing)? (?:that )?you are (?:a )?human|security check(?:point)?\b|vercel security checkpoint)/i;
const ROBOT_CHECK_NOTE = /enable javascript and cookies to continue|verifying (?:that )?you are human/i;

/** The whole title: one that says more is of a page about such pages. */
const NOT_FOUND =
  /^(?:(?:oops|sorry|error|404)\W+)*(?:(?:the |this |that )?page (?:was |could )?not (?:be )?found|(?:error )?404(?: error)?|not found)\W*$/i;
const IS_404 = /\b404\b|\bpage\b/i;
const APOLOGY =
  /\b(?:page|url|address|link|resource|document)\b[^.]{0,120}?(?:(?:not|n['’]t) (?:be )?(?:found|exist)|no longer|been (?:moved|removed|deleted))|\b(?:could(?:n['’]t| not)|can(?:n?ot|['’]t)|unable to) (?:be )?f(?:ind|ound)\b/i;

/** Undefined for a page of its own: one that documents an error says more of it, or shows code. */
export function findStandIn(survey: Survey, content: ReadonlySet<Element>): StandIn | undefined {
  const [heading] = survey.headings;
  const titles = [survey.title, heading === undefined ? "" : plainText(heading, 300)].map((title) => title.trim());
  const isCheck = titles.some((title) => ROBOT_CHECK.test(title));
  if (!isCheck && !titles.some(saysNotFound)) return undefined;
  if (survey.tags.has("pre") || survey.tags.has("table")) return undefined;
  let text = "";
  for (const element of content) text += plainText(element, MAX_STAND_IN_TEXT + 1);
  if (text.length > MAX_STAND_IN_TEXT) return undefined;
  if (isCheck) return isProvenCheck(survey, text) ? "robot-check" : undefined;
  return APOLOGY.test(text) ? "not-found" : undefined;
}

function saysNotFound(title: string): boolean {
  const own = title.split(/ [|–·] /, 1)[0] ?? "";
  return NOT_FOUND.test(own) && IS_404.test(own);
}

/** A title alone may be that of a page about waiting. */
function isProvenCheck(survey: Survey, text: string): boolean {
  const notes = survey.noscripts.map((element) => plainText(element, 300)).join(" ");
  const isHidden = /noindex/i.test(metaContent(survey, "robots") ?? "");
  return isHidden || ROBOT_CHECK_NOTE.test(`${text} ${notes}`) || survey.scripts.some(isChallengeScript);
}

const isChallengeScript = ({ attribs }: Element): boolean =>
  /challenge-platform|\/\.well-known\/(?:ddos-guard|vercel)/.test(attribs["src"] ?? "");
