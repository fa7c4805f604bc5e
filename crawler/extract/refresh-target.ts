import type { Element } from "domhandler";
import type { PageLinks } from "./page-links.ts";
import { plainText } from "./plain-text.ts";
import { scriptText, type Survey } from "./survey-page.ts";
import { hasAncestorIn } from "./tree-relations.ts";

const REFRESH_DELAY_SECONDS = 10;
/** Characters of text above which a page is more than a sign to another one. */
const MAX_STUB_TEXT = 300;
/** A redirect's script is a few lines; in a longer one a location is one case of many. */
const MAX_STUB_SCRIPT = 4096;

/** Where a page only sends its readers on to: by a refresh element, or a stub that says so with a link or a script. */
export function refreshTarget(survey: Survey, links: PageLinks): string | undefined {
  const elsewhere = (href: string): string | undefined => {
    const target = links.resolve(href)?.href;
    return target === undefined || links.resolvePage(target) === links.resolvePage("") ? undefined : target;
  };
  const refreshes = survey.metas.get("refresh") ?? [];
  const noscripts = new Set(survey.noscripts);
  const target = firstRefresh(
    refreshes.filter((meta) => !hasAncestorIn(meta, noscripts)),
    elsewhere,
  );
  if (target !== undefined) return target;
  const text = plainText(survey.body, MAX_STUB_TEXT + 100);
  if (text.length > MAX_STUB_TEXT) return undefined;
  return stubTarget(survey, text, elsewhere) ?? scriptTarget(survey, refreshes, elsewhere);
}

type Resolve = (href: string) => string | undefined;

function firstRefresh(metas: readonly Element[], elsewhere: Resolve): string | undefined {
  for (const { attribs } of metas) {
    const url = readRefresh(attribs["content"] ?? "");
    const target = url === undefined ? undefined : elsewhere(url);
    if (target !== undefined) return target;
  }
  return undefined;
}

/** The URL, as written, of a refresh that comes before its page could be read; by element or by header. */
export function readRefresh(content: string): string | undefined {
  const match = /^\s*(\d{1,6})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?["']?([^"']+)/i.exec(content.slice(0, 8192));
  return match === null || Number(match[1]) > REFRESH_DELAY_SECONDS ? undefined : match[2]?.trim();
}

function stubTarget(survey: Survey, text: string, elsewhere: Resolve): string | undefined {
  if (survey.anchors.length === 0 || survey.anchors.length > 2) return undefined;
  const saysSo = /\bredirect(?:ing|ed)?\b|\bhas moved\b|\bmoved (?:to|permanently)\b/i.test(`${survey.title} ${text}`);
  return saysSo ? elsewhere(survey.anchors[0]?.attribs["href"] ?? "") : undefined;
}

/**
 * A stub whose own script leaves. Of several addresses it takes the English one, else the last, which is what is left
 * when no case of the reader's language or browser holds; the others are its siblings. A page with a heading, or with scripts from files, is a page that
 * is still to be drawn: what it does with its location is a case that may never come.
 */
function scriptTarget(survey: Survey, refreshes: readonly Element[], elsewhere: Resolve): string | undefined {
  const { scripts, headings } = survey;
  if (headings.length > 0 || scripts.length === 0 || scripts.some(({ attribs }) => "src" in attribs)) return undefined;
  const source = scripts.map(scriptText).join("\n");
  if (source.length > MAX_STUB_SCRIPT) return undefined;
  const targets = [...source.matchAll(LEAVES)].map((match) => elsewhere(match[2] ?? ""));
  if (targets.length === 0 || targets.includes(undefined)) return firstRefresh(refreshes, elsewhere);
  return targets.find((target) => target !== undefined && ENGLISH.test(target)) ?? targets.at(-1);
}

const ENGLISH = /\/en(?:[-_][a-z]{2})?(?:\/|$)/i;

/** A location that is given one text; query and fragment of the present one may be put after it. */
const LEAVES =
  /\blocation(?:\.href\s*=(?!=)|\s*=(?!=)|\.(?:replace|assign)\s*\()\s*(["'])([^"'\\\n]{1,2048})\1(?=\s*(?:[;)}\n]|$|<|\+\s*(?:window\.|document\.)?(?:location\.)?(?:search|hash)\b))/g;
