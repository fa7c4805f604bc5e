/**
 * A page without a known URL is read as if it were deep below a host that cannot exist; afterwards what leads there is
 * written as the page wrote it, relative. So deep that `../` never meets the root.
 */
const origin = "http://no-url.invalid";
const folders = Array.from({ length: 32 }, (_, level) => `no-url-${level}`);
const base = `${origin}/${folders.join("/")}/`;

export const stripBase = (url: string | undefined): string | undefined =>
  url?.startsWith(origin) === true ? undefined : url;

export function inventPageUrl(name: string): string {
  return new URL(name.split("/").map(encodeURIComponent).join("/"), base).href;
}

/** The destination relative to the invented page, or undefined when it leads elsewhere; escapes stay as they are. */
export function toRelative(destination: string): string | undefined {
  if (!destination.startsWith(`${origin}/`)) return undefined;
  const path = destination.slice(origin.length + 1);
  const steps = path.split("/");
  let common = 0;
  while (common < folders.length && steps[common] === folders[common]) common++;
  if (common === 0) return `/${path}`;
  const relative = "../".repeat(folders.length - common) + steps.slice(common).join("/");
  return relative === "" || /^[^/?#]*:/.test(relative) ? `./${relative}` : relative;
}
