import type { JournalRecord } from "../frontier/records.ts";

/** A message of the journal: lines of records, or a part of one that is too large for a message. */
export interface Part {
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** Half of what a server takes by default: a sitemap of fifty thousand URLs is one record of several megabytes. */
const MAX_MESSAGE_BYTES = 512 * 1024;
/** UTF-8 of one UTF-16 code unit. */
const MOST_BYTES_A_UNIT = 3;

/** Small records go together, a large one in parts. */
export function* splitIntoMessages(records: readonly JournalRecord[]): Generator<Part & { readonly count: number }> {
  let lines: string[] = [];
  let size = 0;
  for (const record of records) {
    const line = JSON.stringify(record);
    // No text has more bytes than this, and exactly how many costs another pass over it.
    const mostBytes = line.length * MOST_BYTES_A_UNIT;
    if (size > 0 && size + mostBytes > MAX_MESSAGE_BYTES) {
      yield* inParts(Buffer.from(lines.join("\n")));
      lines = [];
      size = 0;
    }
    lines.push(line);
    size += mostBytes + 1;
  }
  if (size > 0) yield* inParts(Buffer.from(lines.join("\n")));
}

/** Text of the records, a line each. */
export function joinParts(parts: readonly Part[]): string {
  return Buffer.concat(parts.map(({ bytes }) => bytes)).toString("utf8");
}

function* inParts(bytes: Buffer): Generator<Part & { readonly count: number }> {
  const count = Math.ceil(bytes.length / MAX_MESSAGE_BYTES);
  for (let index = 0; index < count; index++) {
    yield { index, count, bytes: bytes.subarray(index * MAX_MESSAGE_BYTES, (index + 1) * MAX_MESSAGE_BYTES) };
  }
}
