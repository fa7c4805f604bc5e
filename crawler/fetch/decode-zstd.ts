import { promisify } from "node:util";
import { constants, zstdDecompress } from "node:zlib";
import { BodyTooLarge } from "./body-errors.ts";
import { splitZstdFrames } from "./zstd-frames.ts";

const decompress = promisify(zstdDecompress);

/** RFC 9659: what is sent as a content coding needs no larger window than 8 MiB; a hostile frame asks for gigabytes. */
const MAX_WINDOW_LOG = 23;

/**
 * Node's own decoder takes a body that stops too early for a whole one and drops all frames but the first, so the
 * frames are found here and unpacked one by one.
 */
export async function* decodeZstd(input: Buffer, maxBytes: number): AsyncGenerator<Buffer> {
  let leftBytes = maxBytes;
  for (const frame of splitZstdFrames(input)) {
    if (leftBytes <= 0) throw new BodyTooLarge();
    const output = await decompress(frame, {
      maxOutputLength: leftBytes,
      params: { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG },
    });
    leftBytes -= output.length;
    yield output;
  }
}
