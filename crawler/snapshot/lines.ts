import { decodeUtf8 } from "../utf8.ts";

export interface Line {
  readonly text: string;
  /** Byte range in the object, without the line feed. */
  readonly start: number;
  readonly end: number;
}

/** Lines of an object in pieces; what is held is one line and one piece. */
export async function* readLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let held: Buffer[] = [];
  let start = 0;
  let end = 0;
  for await (const piece of pieces) {
    const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let from = 0;
    for (let at = buffer.indexOf(0x0a); at >= 0; at = buffer.indexOf(0x0a, from)) {
      end += at - from;
      yield { text: join(held, buffer.subarray(from, at)), start, end };
      held = [];
      from = at + 1;
      end += 1;
      start = end;
    }
    if (from < buffer.length) held.push(buffer.subarray(from));
    end += buffer.length - from;
  }
  if (end > start) yield { text: join(held, Buffer.alloc(0)), start, end };
}

function join(held: readonly Buffer[], last: Buffer): string {
  return decodeUtf8(held.length === 0 ? last : Buffer.concat([...held, last]));
}
