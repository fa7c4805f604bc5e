import { decodeFragment } from "../url/decode-fragment.ts";

/** An absolute URL apart from its fragment, and the id that the fragment names. */
export interface LinkUrl {
  readonly page: string;
  readonly id?: string;
}

export function splitLinkUrl(url: string): LinkUrl {
  const at = url.indexOf("#");
  if (at < 0) return { page: url };
  const page = url.slice(0, at);
  // What follows `:~:` asks a browser to search for text and names no place.
  const fragment = url.slice(at + 1).split(":~:", 1)[0] ?? "";
  return fragment === "" ? { page } : { page, id: decodeFragment(fragment) };
}

/** Path from one file to another, both relative to one folder, as a Markdown link destination. */
export function relativeDestination(from: string, to: string): string {
  const folders = from.split("/").slice(0, -1);
  const target = to.split("/");
  let common = 0;
  while (common < folders.length && common < target.length - 1 && folders[common] === target[common]) common++;
  const up = folders.slice(common).map(() => "..");
  return [...up, ...target.slice(common).map(encodeSegment)].join("/");
}

/** Also escapes what encodeURIComponent leaves but Markdown or an HTML attribute could read. */
export const encodeSegment = (segment: string): string => (isPlain.test(segment) ? segment : encodeAll(segment));

const isPlain = /^[\w.-]*$/;

const encodeAll = (segment: string): string =>
  encodeURIComponent(segment.toWellFormed()).replaceAll(
    /['()*!~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
