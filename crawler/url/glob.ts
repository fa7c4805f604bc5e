import { expandBraces } from "./glob-braces.ts";
import { GlobError } from "./glob-error.ts";
import { compileWildcards } from "./glob-wildcards.ts";

const maxGlobLength = 512;
const maxAlternatives = 64;

/**
 * Compiles globs to one test that says whether any of them matches a URL.
 *
 * A glob is matched against the path; one that starts with `http://` or `https://` against the whole URL without
 * fragment. `*` and `?` stay within a path segment, `**` as a whole segment crosses them, `[a-z]`, `[!a]`, `{a,b}` and
 * `\` work as in a shell, everything else is itself. `/x/**` includes `/x`. A glob without wildcards that ends in `/`
 * means everything below. A glob without leading slash matches below any folder: `blog/**` is `/**\/blog/**`.
 * Paths are compared decoded, except where the glob itself has a `%`.
 * Throws GlobError for a glob that cannot be used.
 */
export function compileGlobs(globs: readonly string[]): (url: URL) => boolean {
  const tests = globs.map(compileGlob);
  return (url) => tests.some((test) => test(url));
}

export function isWholeUrlGlob(glob: string): boolean {
  return /^https?:\/\//.test(glob);
}

function compileGlob(glob: string): (url: URL) => boolean {
  refuseUnusable(glob);
  const alternatives = expandBraces(withImpliedParts(glob), maxAlternatives);
  if (!alternatives) throw new GlobError(glob, `has more than ${maxAlternatives} alternatives in its braces`);
  const tests = alternatives.map((alternative) => compileWildcards(alternative, glob));
  const readText = textReader(glob);
  return (url) => {
    const text = readText(url);
    return tests.some((test) => test(text));
  };
}

function refuseUnusable(glob: string): void {
  if (glob.trim() === "") throw new GlobError(glob, "is empty");
  if (glob.length > maxGlobLength) throw new GlobError(glob, `is longer than ${maxGlobLength} characters`);
  if (glob.startsWith("!")) throw new GlobError(glob, "starts with `!`: name what to leave out under exclude instead");
  if (/[@+?*!]\([^)|]*\|/.test(glob))
    throw new GlobError(glob, "has an extended pattern: write {a,b} for alternatives");
  if (glob.includes("#")) throw new GlobError(glob, "has a fragment, which is no part of a page's address");
}

function withImpliedParts(glob: string): string {
  const withTree = glob.endsWith("/") && !/[*?[{\\]/.test(glob) ? `${glob}**` : glob;
  return isWholeUrlGlob(glob) || glob.startsWith("/") ? withTree : `/**/${withTree}`;
}

function textReader(glob: string): (url: URL) => string {
  const escaped = glob.includes("%");
  const part = isWholeUrlGlob(glob)
    ? (url: URL): string => url.origin + url.pathname + url.search
    : (url: URL): string => url.pathname;
  return (url) => (escaped ? part(url) : decodeReadable(part(url)));
}

/** Reserved characters stay escaped, so that an escaped slash does not become a folder. */
function decodeReadable(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
