import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import { UnreadableBody } from "./body-errors.ts";
import { decodeDeflate } from "./decode-deflate.ts";
import { decodeZstd } from "./decode-zstd.ts";
import { WholeBodyDecoder } from "./whole-body-decoder.ts";

/** zstd is understood but not asked for: Node's support is experimental, and who offers it offers br too. */
export const ACCEPTED_ENCODINGS = "gzip, br, deflate";

/** The streams that undo a Content-Encoding header, in order of use; empty for a plain body. */
export function buildDecoders(header: string | string[] | undefined, maxBytes: number): Transform[] {
  const codings = String(header ?? "")
    .slice(0, 256)
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => decoderOf(coding) !== undefined || UNKNOWN_COMPRESSIONS.has(coding));
  if (codings.length > MAX_CODINGS) throw new UnreadableBody("the body is compressed too many times", false);
  // Checked before any is opened: a decoder holds native memory.
  const isUnknown = codings.some((coding) => UNKNOWN_COMPRESSIONS.has(coding));
  if (isUnknown) throw new UnreadableBody("the body has a Content-Encoding that was not asked for", false);
  return codings.toReversed().flatMap((coding) => decoderOf(coding)?.(maxBytes) ?? []);
}

const MAX_CODINGS = 3;

/** A page's output takes a few rounds through the thread pool, not dozens. */
const CHUNK_SIZE_BYTES = 65_536;

const DECODERS: Readonly<Record<string, (maxBytes: number) => Transform>> = {
  gzip: () => createGunzip({ chunkSize: CHUNK_SIZE_BYTES }),
  "x-gzip": () => createGunzip({ chunkSize: CHUNK_SIZE_BYTES }),
  br: () => createBrotliDecompress({ chunkSize: CHUNK_SIZE_BYTES }),
  deflate: (maxBytes) => new WholeBodyDecoder(decodeDeflate, maxBytes),
  zstd: (maxBytes) => new WholeBodyDecoder(decodeZstd, maxBytes),
};

const decoderOf = (coding: string) => (Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined);

/**
 * Everything else that servers write into the header (a charset, a media type, `none`, what S3 keeps of an upload) says
 * nothing of the body, which is as it is: so browsers take it.
 */
const UNKNOWN_COMPRESSIONS: ReadonlySet<string> = new Set(
  "compress, x-compress, lzma, xz, x-xz, bzip2, x-bzip2, sdch, exi, pack200-gzip, dcb, dcz".split(", "),
);
