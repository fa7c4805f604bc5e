/** Where a text stands: decides which characters would be Markdown there. */
export interface TextPlace {
  readonly startsLine: boolean;
  readonly inLink: boolean;
  /** Another inline element follows directly. */
  readonly beforeElement: boolean;
  /** Nothing follows in its line, not even the end of an inline element. */
  readonly endsLine?: boolean;
}

/** Longer runs are escaped without looking for their ends. */
const MAX_RUN = 8;
const ANY_SPECIAL = /[\\`*_[\]<&~!]/;
const LINE_START = /^(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|>|={1,}\s*$|-{2,}\s*$|:?-{2,}[-:|\s]*$|\||~~~)/;
const ORDERED_START = /^(\d{1,9})([.)])(?=\s|$)/;

/**
 * Escapes what CommonMark or GFM would read as markup in running text, and nothing else. Blanks in the text are
 * single by now.
 */
export function escapeText(text: string, place: TextPlace): string {
  const escaped = ANY_SPECIAL.test(text) ? escapeInline(text, place) : text;
  return place.startsLine ? escapeLineStart(escaped) : escaped;
}

function escapeLineStart(text: string): string {
  if (LINE_START.test(text)) return `\\${text}`;
  return ORDERED_START.test(text) ? text.replace(ORDERED_START, "$1\\$2") : text;
}

function escapeInline(text: string, place: TextPlace): string {
  let out = "";
  let from = 0;
  const urls = place.inLink || !text.includes("://") ? NO_URLS : literalUrls(text, place);
  for (let at = 0; at < text.length; at += 1) {
    const url = urls.get(at);
    const replacement = url === undefined ? escapeAt(text, at, place) : `<${url}>`;
    if (replacement === undefined) continue;
    out += text.slice(from, at) + replacement;
    from = at + (url?.length ?? 1);
    at = from - 1;
  }
  return out + text.slice(from);
}

const NO_URLS: ReadonlyMap<number, string> = new Map();

/**
 * By their places, the URLs in running text that hold what would be escaped: GFM makes a link of each as it stands,
 * backslashes included, and angle brackets keep it as it is. One that may go on in an element is not known whole.
 */
function literalUrls(text: string, place: TextPlace): ReadonlyMap<number, string> {
  const urls = new Map<number, string>();
  for (const { 0: run, index } of text.matchAll(/(?<![\p{L}\p{N}<])https?:\/\/[^\s<>]+/giu)) {
    if (place.beforeElement && index + run.length === text.length) continue;
    const url = run.replace(run.includes("(") ? /[?!.,:;'"\]]+$/ : /[?!.,:;'")\]]+$/, "");
    if (!HOLDS_ENTITY.test(url) && holdsMarkup(text, index, url.length, place)) urls.set(index, url);
  }
  return urls;
}

/** An entity would be read as one within the brackets, too. */
const HOLDS_ENTITY = /&#?\w{1,32};/;

function holdsMarkup(text: string, start: number, length: number, place: TextPlace): boolean {
  for (let at = start; at < start + length; at += 1) if (escapeAt(text, at, place) !== undefined) return true;
  return false;
}

function escapeAt(text: string, at: number, place: TextPlace): string | undefined {
  switch (text.charAt(at)) {
    case "\\":
      return isPunctuation(text[at + 1]) || at + 1 === text.length ? "\\\\" : undefined;
    case "`":
      return "\\`";
    case "*":
      return isSpaced(text, at, place.endsLine) && !(place.startsLine && at === 0) ? undefined : "\\*";
    case "_":
      return isSpaced(text, at) || isInsideWord(text, at) ? undefined : "\\_";
    case "[":
      return place.inLink || (place.startsLine && at === 0) || text[at + 1] === "^" ? "\\[" : undefined;
    case "]":
      return place.inLink || text[at + 1] === "(" ? "\\]" : undefined;
    case "<":
      return at + 1 === text.length || /[a-z/!?]/i.test(text[at + 1] ?? "") ? "\\<" : undefined;
    case "&":
      return /^&#?\w{1,32};/.test(text.slice(at, at + 36)) ? "\\&" : undefined;
    case "~":
      return at === 0 ? (place.startsLine ? undefined : "\\~") : text[at - 1] === " " ? undefined : "\\~";
    case ":":
      // GFM finds an address in angle brackets that are text, and takes the last one for a part of it.
      return text.startsWith("//", at + 1) && /<https?$/.test(text.slice(Math.max(0, at - 6), at)) ? "\\:" : undefined;
    case "!":
      return at + 1 === text.length && place.beforeElement ? "\\!" : undefined;
    default:
      return undefined;
  }
}

function isSpaced(text: string, at: number, endsLine = false): boolean {
  return text[at - 1] === " " && (text[at + 1] === " " || (endsLine && at + 1 === text.length));
}

/** A run of underscores between letters is never emphasis; at any other place all of it is escaped. */
function isInsideWord(text: string, at: number): boolean {
  let before = at - 1;
  let after = at + 1;
  while (text[before] === "_" && at - before < MAX_RUN) before -= 1;
  while (text[after] === "_" && after - at < MAX_RUN) after += 1;
  return isWordAt(text, before) && isWordAt(text, after);
}

function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (Number.isNaN(code)) return false;
  if (code < 128) return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return /[\p{L}\p{N}]/u.test(text[at] ?? "");
}

function isPunctuation(character: string | undefined): boolean {
  return character !== undefined && /[!-/:-@[-`{-~]/.test(character);
}
