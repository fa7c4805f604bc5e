/** Longest URL that is requested or remembered. */
export const maxUrlLength = 8192;

/**
 * Reads a link or a configured URL. Only http and https; user and password are dropped, because they would end up in
 * file names, logs and the manifest. Undefined for anything else, and for what is longer than `maxUrlLength`.
 */
export function parseHttpUrl(raw: string, base?: string): URL | undefined {
  if (raw.length > maxUrlLength) return undefined;
  const url = URL.parse(raw.trim(), base);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) return undefined;
  if (url.username !== "") url.username = "";
  if (url.password !== "") url.password = "";
  return url.href.length > maxUrlLength ? undefined : url;
}

/** The URL itself when it has no fragment, otherwise a copy without it. */
export function withoutFragment(url: URL): URL {
  const end = url.href.indexOf("#");
  return end < 0 ? url : new URL(url.href.slice(0, end));
}

/**
 * The key under which two spellings are the same request target. It only compares: what is requested is the spelling
 * that was found first. Trailing and duplicate slashes and the case of the path stay, since servers may tell them apart.
 */
export function identityOf(url: URL | string): string {
  if (typeof url === "string" && isAlreadyIdentity(url)) return url;
  const parsed = typeof url === "string" ? new URL(url) : url;
  return parsed.origin + pathIdentity(parsed) + normalizeEscapes(parsed.search);
}

/** The path part of the identity. */
export function pathIdentity(url: URL): string {
  return normalizeEscapes(url.pathname);
}

/** Spellings that the URL parser and the escape rules leave as they are: a name with letters, no port, no escapes. */
const plainUrl = /^https?:\/\/(?:[a-z0-9-]+\.)+[a-z]+(?:\/[\w\-.~!$&()*+,;=:@/]*)(?:\?[\w\-.~!$&()*+,;=:@/?]+)?$/;

function isAlreadyIdentity(url: string): boolean {
  return plainUrl.test(url) && !url.includes("/.") && !url.includes("xn--");
}

const malformedEscape = /%(?![0-9a-fA-F]{2})/;
const escape = /%[0-9a-fA-F]{2}/g;
const unreserved = /^[A-Za-z0-9\-._~]$/;

/** RFC 3986 6.2.2: upper-case hex, unreserved characters decoded, reserved ones never. */
function normalizeEscapes(part: string): string {
  if (!part.includes("%")) return part;
  // Decoding beside a stray percent sign could make a new escape out of two pieces, and so another resource.
  if (malformedEscape.test(part)) return part;
  return part.replace(escape, (found) => {
    const character = String.fromCharCode(Number.parseInt(found.slice(1), 16));
    return unreserved.test(character) ? character : found.toUpperCase();
  });
}
