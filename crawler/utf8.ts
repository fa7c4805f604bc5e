import { transcode } from "node:buffer";

/** Below this length two calls take longer than one that goes letter by letter. */
const SHORT = 1024;

const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Text of UTF-8 bytes; those that do not fit become U+FFFD. Node's own decoder takes more than twice as long as a
 * detour by UTF-16 wherever a letter is not ASCII.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  if (bytes.length < SHORT) return lenient.decode(bytes);
  try {
    return transcode(bytes, "utf8", "utf16le").toString("utf16le");
  } catch {
    return lenient.decode(bytes);
  }
}

/** UTF-8 bytes of a text, which own their memory; half of a surrogate pair becomes U+FFFD. By UTF-16 for the same reason. */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  if (text.length < SHORT) return encoder.encode(text);
  try {
    return transcode(Buffer.from(text, "utf16le"), "utf16le", "utf8");
  } catch {
    return encoder.encode(text);
  }
}
