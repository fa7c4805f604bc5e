import { shortHash } from "./hash.ts";

/** Bytes of one file or folder name: half of what file systems allow, so that people may still add to it. */
const maxNameBytes = 120;

/**
 * A folder name for any text: the same on Windows, macOS and Linux, never hidden, reserved, empty or a step upwards.
 */
export function safeFolderName(segment: string): string {
  return fitName(safeCharacters(decodeSegment(segment)), "", "");
}

/** A file name of a stem, a mark that must not be cut (`-q1234abcd`) and an extension with its dot. */
export function safeFileName(stem: string, mark: string, extension: string): string {
  return fitName(safeCharacters(stem), mark, extension);
}

/** The readable form of a path segment; as it is where the escapes are no UTF-8. */
export function decodeSegment(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

// Format characters turn the reading direction or cannot be seen; lone surrogates have no UTF-8.
const unsafeCharacter = /[<>:"|?*\\/\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const reservedName = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i;

function safeCharacters(text: string): string {
  if (/^[\w-]+(?:\.\w+)*$/.test(text) && !reservedName.test(text)) return text;
  const clean = text
    .normalize("NFC")
    .replace(unsafeCharacter, "_")
    .replace(/^[. ]+/, "_");
  const ended = replaceEnd(clean);
  return reservedName.test(ended) ? `_${ended}` : ended;
}

/** Windows drops dots and spaces at the end of a name. By hand: `[. ]+$` is quadratic on a run in the middle. */
function replaceEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === "." || text[end - 1] === " ")) end--;
  return end === text.length && end > 0 ? text : `${text.slice(0, end)}_`;
}

function fitName(stem: string, mark: string, extension: string): string {
  const room = maxNameBytes - byteLength(mark) - byteLength(extension);
  if (byteLength(stem) <= room) return stem + mark + extension;
  return `${cutToBytes(stem, room - 9)}-${shortHash(stem)}${mark}${extension}`;
}

/** At most so many UTF-8 bytes, whole characters only. */
export function cutToBytes(text: string, maxBytes: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

const encoder = new TextEncoder();

export function byteLength(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : encoder.encode(text).length;
}
