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
    .filter((coding) => !NO_CODING.has(coding));
  if (codings.length > MAX_CODINGS) throw new UnreadableBody("the body is compressed too many times", false);
  // Checked before any is opened: a decoder holds native memory.
  const unknown = codings.find((coding) => !Object.hasOwn(DECODERS, coding));
  if (unknown !== undefined) throw new UnreadableBody("the body has a Content-Encoding that was not asked for", false);
  return codings.toReversed().flatMap((coding) => DECODERS[coding]?.(maxBytes) ?? []);
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

/** What servers write into the header although the body is as it is; `aws-chunked` is what S3 keeps of an upload. */
const NO_CODING: ReadonlySet<string> = new Set(["", "identity", "none", "binary", "utf-8", "utf8", "aws-chunked"]);
