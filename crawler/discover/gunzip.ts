import { constants, gunzipSync, inflateSync } from "node:zlib";

/** The sitemap protocol's bound for a decompressed file, and ours for every packed list. */
const maxUnpackedBytes = 50 * 1024 * 1024;

/** The content of a gzip file, or the bytes themselves; undefined when it is broken or unpacks to too much. */
export function gunzipIfPacked(bytes: Uint8Array): Uint8Array | undefined {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isGzip ? unpack(() => gunzipSync(bytes, unpackOptions)) : bytes.subarray(0, maxUnpackedBytes);
}

/** The content of a zlib stream; undefined when it is broken or unpacks to too much. */
export function inflate(bytes: Uint8Array): Uint8Array | undefined {
  return unpack(() => inflateSync(bytes, unpackOptions));
}

// A cut stream yields what was there.
const unpackOptions = { maxOutputLength: maxUnpackedBytes, finishFlush: constants.Z_SYNC_FLUSH };

function unpack(run: () => Uint8Array): Uint8Array | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
