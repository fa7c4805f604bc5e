import type { Found } from "../../messages.ts";
import { FoundUrls } from "../found-urls.ts";
import { inflate } from "../gunzip.ts";

/**
 * Reads a Sphinx `objects.inv` of version 2: four header lines, then zlib-packed lines of
 * `name domain:role priority location display name`. A location that ends in `$` stands for itself with the name in
 * its place. Every page has a `std:doc` row.
 */
export function readSphinxInventory(body: Uint8Array, url: string): Found[] {
  const packed = afterHeader(body);
  const content = packed && inflate(packed);
  const urls = new FoundUrls(url);
  if (!content) return [];
  for (const line of linesOf(new TextDecoder().decode(content))) {
    const location = locationOf(line);
    if (location !== undefined) urls.addPage(location);
    if (urls.isFull) break;
  }
  return urls.all;
}

const header = "# Sphinx inventory version 2";
const lineFeed = 0x0a;

function afterHeader(body: Uint8Array): Uint8Array | undefined {
  if (new TextDecoder().decode(body.subarray(0, header.length)) !== header) return undefined;
  let at = 0;
  for (let line = 0; line < 4; line++) {
    const end = body.indexOf(lineFeed, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  return body.subarray(at);
}

function* linesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    const stop = end < 0 ? text.length : end;
    // A real row is far shorter; a longer one is no row.
    if (stop - at <= 20_000) yield text.slice(at, stop).trimEnd();
    at = stop + 1;
  }
}

/** The name may hold spaces: the role and the number after it tell where it ends. */
function locationOf(line: string): string | undefined {
  const words = line.split(" ");
  const role = words.findIndex(
    (word, index) => index > 0 && word.includes(":") && /^-?\d+$/.test(words[index + 1] ?? ""),
  );
  const location = role < 0 ? undefined : words[role + 2];
  if (!location) return undefined;
  return location.endsWith("$") ? location.slice(0, -1) + words.slice(0, role).join(" ") : location;
}
