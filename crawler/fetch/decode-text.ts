import { isUtf8 } from "node:buffer";
import chardet from "chardet";
import iconv from "iconv-lite";
import { decodeUtf8 as decodeBytes } from "../utf8.ts";
import { findMetaCharset, findXmlEncoding } from "./meta-charset.ts";

/**
 * Text of a body. A byte order mark wins, then the charset of the Content-Type, then what the document declares, both
 * unless the bytes belie them, then UTF-8 where the bytes are that, then a guess. Never throws; bytes that do not fit
 * become U+FFFD, and byte order marks, which files that were put together have within, go.
 */
export function decodeText(body: Uint8Array, charset: string | undefined, kind: "html" | "text"): string {
  const decode =
    readMark(body) ??
    unlessBelied(charset === undefined ? undefined : findDecoder(charset), body, kind) ??
    unlessBelied(findDeclared(body, kind), body, kind) ??
    (isUtf8(body) ? decodeUtf8 : guess(body));
  const text = decode(body);
  return text.includes("\uFEFF") ? text.replaceAll("\uFEFF", "") : text;
}

/** Servers say one charset of all that they have, and page templates do so too. */
function unlessBelied(decode: Decode | undefined, body: Uint8Array, kind: "html" | "text"): Decode | undefined {
  // Whatever has other characters than ASCII and happens to be UTF-8 is UTF-8.
  if (decode === decodeWindows1252) return isUtf8(body) ? undefined : decode;
  if (decode === decodeUtf8) return isUtf8(body) || !isMostlyBroken(body) ? decode : undefined;
  const isUtf16 = decode === decodeUtf16Le || decode === decodeUtf16Be;
  return isUtf16 && kind === "html" && !body.subarray(0, 512).includes(0) ? undefined : decode;
}

/** Some broken characters in UTF-8 are an accident; where they are most of all that is not ASCII it is something else. */
function isMostlyBroken(body: Uint8Array): boolean {
  const beyondAscii = decodeUtf8(sampleOf(body)).match(/[^\0-\x7f]/g) ?? [];
  const broken = beyondAscii.filter((character) => character === "\uFFFD").length;
  return broken > 1 && broken > beyondAscii.length / 2;
}

type Decode = (body: Uint8Array) => string;

const decodeUtf8: Decode = (body) => decodeBytes(hasUtf8Mark(body) ? body.subarray(3) : body);
const hasUtf8Mark = ([first, second, third]: Uint8Array): boolean =>
  first === 0xef && second === 0xbb && third === 0xbf;
const decodeUtf16Le = withTextDecoder("utf-16le");
const decodeUtf16Be = withTextDecoder("utf-16be");
const decodeWindows1252: Decode = (body) => iconv.decode(body, "windows-1252");

function readMark(body: Uint8Array): Decode | undefined {
  if (hasUtf8Mark(body)) return decodeUtf8;
  const [first, second] = body;
  if (first === 0xff && second === 0xfe) return decodeUtf16Le;
  if (first === 0xfe && second === 0xff) return decodeUtf16Be;
  return undefined;
}

function findDeclared(body: Uint8Array, kind: "html" | "text"): Decode | undefined {
  if (body[0] === 0x3c && body[1] === 0) return decodeUtf16Le;
  if (body[0] === 0 && body[1] === 0x3c) return decodeUtf16Be;
  const label = (kind === "html" ? findMetaCharset(body) : undefined) ?? findXmlEncoding(body);
  if (label === undefined) return undefined;
  const decode = findDecoder(label);
  // The declaration could be read as ASCII, so it is not UTF-16 whatever it says (WHATWG).
  return decode === decodeUtf16Le || decode === decodeUtf16Be ? decodeUtf8 : decode;
}

/** Labels are few and come again with every page. */
const decoders = new Map<string, Decode | undefined>([["utf-8", decodeUtf8]]);
const MAX_DECODERS = 256;

function findDecoder(label: string): Decode | undefined {
  const key = label.trim().toLowerCase().slice(0, 64);
  if (decoders.has(key)) return decoders.get(key);
  const decode = openDecoder(key);
  if (decoders.size < MAX_DECODERS) decoders.set(key, decode);
  return decode;
}

function openDecoder(label: string): Decode | undefined {
  try {
    const decoder = new TextDecoder(label);
    if (decoder.encoding === "utf-8") return decodeUtf8;
    if (decoder.encoding === "utf-16le") return decodeUtf16Le;
    if (decoder.encoding === "utf-16be") return decodeUtf16Be;
    // Node reads windows-1252 as Latin-1 in some versions: https://github.com/nodejs/node/issues/56542
    if (decoder.encoding === "windows-1252") return decodeWindows1252;
    return (body) => decoder.decode(body);
  } catch {
    if (label === "x-user-defined") return decodeWindows1252;
    return iconv.encodingExists(label) ? (body) => iconv.decode(body, label) : undefined;
  }
}

function withTextDecoder(label: string): Decode {
  const decoder = new TextDecoder(label);
  return (body) => decoder.decode(body);
}

/** The guess looks at every byte several times, and says the same after some pages of text. */
const SAMPLE_BYTES = 16_384;

/** Text before the first byte that is not ASCII tells nothing. */
function sampleOf(body: Uint8Array): Uint8Array {
  const first = body.findIndex((byte) => byte >= 0x80);
  const start = Math.max(0, first - 512);
  return body.subarray(start, start + SAMPLE_BYTES);
}

function guess(body: Uint8Array): Decode {
  const label = chardet.detect(sampleOf(body));
  const decode = label === null ? undefined : findDecoder(label);
  // It was not valid UTF-8, and without a mark it is no UTF-16 that anyone serves.
  const isImpossible = decode === decodeUtf8 || decode === decodeUtf16Le || decode === decodeUtf16Be;
  return decode === undefined || isImpossible ? decodeWindows1252 : decode;
}
