import type { Found } from "../../messages.ts";
import { FoundUrls } from "../found-urls.ts";
import { relativeUrlOf } from "./source-path.ts";

/**
 * Reads the `docnames` of a Sphinx `searchindex.js`: `Search.setIndex({docnames:["a"],...})`, with quoted keys since
 * Sphinx 7. It does not say how pages are addressed; `name.html` is assumed, so it is only for sites that are known to
 * do so (see list-candidates.ts): the `dirhtml` builder has `name/`.
 */
export function readSphinxSearchIndex(text: string, url: string): Found[] {
  const urls = new FoundUrls(url);
  for (const name of readDocNames(text)) urls.addPage(`${relativeUrlOf(name)}.html`);
  return urls.all;
}

/** `docnames` may be a word of the index too, but then no list of texts follows. */
function readDocNames(text: string): readonly string[] {
  for (const match of text.matchAll(/[{,]\s{0,20}"?docnames"?\s{0,20}:\s{0,20}\[\s{0,20}"/g)) {
    const names = readTexts(text, text.indexOf("[", match.index));
    if (names) return names;
  }
  return [];
}

function readTexts(text: string, start: number): string[] | undefined {
  const end = endOfList(text, start);
  if (end < 0) return undefined;
  try {
    const parsed: unknown = JSON.parse(text.slice(start, end + 1));
    return Array.isArray(parsed) ? parsed.filter((name) => typeof name === "string" && name !== "") : undefined;
  } catch {
    return undefined;
  }
}

/** Index of the bracket that closes a list of texts; -1 without one. */
function endOfList(text: string, start: number): number {
  let isInText = false;
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (isInText && character === "\\") at++;
    else if (character === '"') isInText = !isInText;
    else if (!isInText && character === "]") return at;
    else if (!isInText && character === "[") return -1;
  }
  return -1;
}
