import { UnreadableBody } from "./body-errors.ts";

/**
 * The zstd frames of a body, skippable ones left out, by the format's sizes alone (RFC 8878 section 3.1).
 * Throws `UnreadableBody` when the last one is not whole.
 */
export function* splitZstdFrames(input: Buffer): Generator<Buffer> {
  let start = 0;
  while (start < input.length) {
    const magic = readUint(input, start, 4);
    const isSkippable = magic >= FIRST_SKIPPABLE && magic <= FIRST_SKIPPABLE + 15;
    if (!isSkippable && magic !== MAGIC) throw new UnreadableBody("the compressed body is corrupt", false);
    const end = isSkippable ? start + 8 + readUint(input, start + 4, 4) : findFrameEnd(input, start);
    if (end > input.length) throw tooShort();
    if (!isSkippable) yield input.subarray(start, end);
    start = end;
  }
}

const MAGIC = 0xfd2fb528;
const FIRST_SKIPPABLE = 0x184d2a50;
const RLE_BLOCK = 1;
const CHECKSUM_BYTES = 4;

function findFrameEnd(input: Buffer, start: number): number {
  const descriptor = readUint(input, start + 4, 1);
  let at = start + 5 + headerFieldsBytes(descriptor);
  for (;;) {
    const header = readUint(input, at, 3);
    const size = header >>> 3;
    at += 3 + (((header >>> 1) & 3) === RLE_BLOCK ? 1 : size);
    if ((header & 1) === 1) break;
  }
  return at + ((descriptor & 4) === 0 ? 0 : CHECKSUM_BYTES);
}

/** Window descriptor, dictionary id and content size, as the descriptor's flags say. */
function headerFieldsBytes(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const contentSizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0;
  return (isSingleSegment ? 0 : 1) + dictionaryBytes + contentSizeBytes;
}

function readUint(input: Buffer, at: number, bytes: number): number {
  if (at + bytes > input.length) throw tooShort();
  return input.readUIntLE(at, bytes);
}

function tooShort(): UnreadableBody {
  return new UnreadableBody("the compressed body stops too early", true);
}
