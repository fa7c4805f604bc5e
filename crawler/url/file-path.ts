import { byteLength, cutToBytes, decodeSegment, safeFileName, safeFolderName } from "./file-segment.ts";
import { shortHash } from "./hash.ts";

export interface PathOptions {
  /** Host (with port) whose files stand at the top; other hosts' stand below `_hosts/`. */
  readonly primaryHost: string;
  readonly kind: "page" | "asset";
  /** Content types by URL: an asset whose name has no extension gets one. */
  readonly contentTypes?: ReadonlyMap<string, string>;
}

/**
 * A relative file path for each URL: `/a/` is `a/index.md`, `/a` and `/a.html` are `a.md`. The paths depend only on
 * the set of URLs, not on its order. They are distinct also where case and Unicode normal form do not count, none is
 * a folder of another, and every name is fit for Windows, macOS and Linux. Of URLs that would get the same path, all
 * but the first in code unit order get a hash in their name.
 */
export function assignPaths(urls: Iterable<string>, options: PathOptions): Map<string, string> {
  const sorted = [...new Set(urls)].sort();
  const wanted = sorted.map((url) => ({ url, place: placeOf(url, options) }));
  const folders = new Set(wanted.flatMap(({ place }) => foldersOf(place.folder)));
  const taken = new Set<string>();
  const paths = new Map<string, string>();
  const late: typeof wanted = [];
  for (const entry of wanted) {
    if (!take(pathOf(entry.place), entry.url)) late.push(entry);
  }
  // How often a hash was met: a site can make many URLs with one hash, and each search must not start over.
  const met = new Map<string, number>();
  for (const { url, place } of late) {
    const hash = shortHash(url);
    const first = met.get(place.folder + hash) ?? 0;
    let attempt = first;
    while (!take(pathOf(place, attempt === 0 ? `-${hash}` : `-${hash}-${attempt}`), url)) attempt++;
    met.set(place.folder + hash, attempt + 1);
  }
  return new Map([...paths].sort(([one], [other]) => (one < other ? -1 : 1)));

  function take(path: string, url: string): boolean {
    const key = foldedKey(path);
    if (taken.has(key) || folders.has(key)) return false;
    taken.add(key);
    paths.set(url, path);
    return true;
  }
}

interface Place {
  /** Ends in `/`, or is empty. */
  readonly folder: string;
  readonly stem: string;
  readonly mark: string;
  readonly extension: string;
}

function placeOf(raw: string, options: PathOptions): Place {
  const url = new URL(raw);
  const segments = url.pathname.slice(1).split("/");
  const last = decodeSegment(segments.pop() ?? "");
  const top = url.host === options.primaryHost ? [] : ["_hosts", safeFolderName(url.host.replaceAll(":", "_"))];
  const folder = fitFolder([...top, ...segments.map((segment) => safeFolderName(segment))]);
  const mark = url.search === "" ? "" : `-q${shortHash(url.search)}`;
  const [stem, extension] = options.kind === "page" ? pageName(last) : assetName(last, options.contentTypes?.get(raw));
  return { folder, stem, mark, extension };
}

function pageName(last: string): [stem: string, extension: string] {
  if (last === "") return ["index", ".md"];
  return [last.replace(/(?<=.)\.(?:x?html?|mdx?|markdown)$/i, ""), ".md"];
}

function assetName(last: string, contentType: string | undefined): [stem: string, extension: string] {
  const name = last === "" ? "index" : last;
  const [, stem, extension] = /^(.+)(\.[a-z0-9]{1,8})$/i.exec(name) ?? [];
  if (stem !== undefined && extension !== undefined) return [stem, extension];
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return [name, extensions.get(type) ?? ""];
}

const extensions: ReadonlyMap<string, string> = new Map([
  ["image/png", ".png"],
  ["image/jpeg", ".jpg"],
  ["image/gif", ".gif"],
  ["image/webp", ".webp"],
  ["image/avif", ".avif"],
  ["image/svg+xml", ".svg"],
  ["image/bmp", ".bmp"],
  ["image/x-icon", ".ico"],
  ["image/vnd.microsoft.icon", ".ico"],
  ["application/pdf", ".pdf"],
  ["video/mp4", ".mp4"],
  ["video/webm", ".webm"],
  ["audio/mpeg", ".mp3"],
]);

/** Bytes of all folders together: with a name of 120 at its longest the path stays below 400. */
const maxFolderBytes = 270;

function fitFolder(names: readonly string[]): string {
  const folder = names.map((name) => `${name}/`).join("");
  if (byteLength(folder) <= maxFolderBytes) return folder;
  const start = cutToBytes(folder, maxFolderBytes - 12);
  return `${start.slice(0, start.lastIndexOf("/") + 1)}_-${shortHash(folder)}/`;
}

function pathOf(place: Place, mark = ""): string {
  return place.folder + safeFileName(place.stem, place.mark + mark, place.extension);
}

/** The folders that must exist for the path, as keys. */
function foldersOf(folder: string): string[] {
  const keys: string[] = [];
  const key = foldedKey(folder);
  for (let end = key.indexOf("/"); end >= 0; end = key.indexOf("/", end + 1)) keys.push(key.slice(0, end));
  return keys;
}

/** Equal for paths that a case-insensitive or normalising file system takes for the same. */
function foldedKey(path: string): string {
  if (/^[\x20-\x7e]*$/.test(path)) return path.toLowerCase();
  return path.normalize("NFD").toUpperCase().toLowerCase().normalize("NFC");
}
