import type { JournalRecord } from "../frontier/records.ts";

/** A message of the journal: lines of records, or a part of one that is too large for a message. */
export interface Part {
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** Half of what a server takes by default: a sitemap of fifty thousand URLs is one record of several megabytes. */
const MAX_MESSAGE_BYTES = 512 * 1024;

/** Small records go together, a large one in parts. */
export function* splitIntoMessages(records: readonly JournalRecord[]): Generator<Part & { readonly count: number }> {
  let lines: Buffer[] = [];
  let size = 0;
  for (const record of records) {
    const line = Buffer.from(JSON.stringify(record));
    if (size > 0 && size + line.length > MAX_MESSAGE_BYTES) {
      yield* inParts(joinLines(lines));
      lines = [];
      size = 0;
    }
    lines.push(line);
    size += line.length + 1;
  }
  if (size > 0) yield* inParts(joinLines(lines));
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

const joinLines = (lines: readonly Buffer[]): Buffer => Buffer.from(lines.map((line) => line.toString()).join("\n"));
