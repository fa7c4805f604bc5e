const SITE = "https://site.test/";

/**
 * The page or address that a reference leads to, in a form that a source's links (`../guide/a.md#b`) and those of the
 * built page (`/guide/a/#b`) share; undefined for what is no place, such as a mail address.
 */
export function placeOf(reference: string, base: string): string | undefined {
  const url = URL.parse(reference, new URL(base, SITE).href);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.origin !== new URL(SITE).origin) return url.href;
  const path = decode(url.pathname)
    .toLowerCase()
    .replace(/\.(?:md|mdx|rst|adoc|html)$/, "")
    .replace(/\/(?:index|readme|_index)$/, "/")
    .replace(/\/$/, "");
  return `${path}${decode(url.hash).toLowerCase()}`;
}

export const urlOf = (path: string): string => new URL(path.split("/").map(encodeURIComponent).join("/"), SITE).href;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
