import type { Readable } from "node:stream";
import type { KubeObject } from "./kube-object.ts";

export type WatchEvent =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK"; readonly object: KubeObject }
  | {
      readonly type: "ERROR";
      readonly object: { readonly code?: number; readonly reason?: string; readonly message?: string };
    };

/** The API server takes no object above 1.5 MiB; a line far above is no event. */
const maxLineBytes = 16 * 1024 * 1024;
const lineFeed = 0x0a;

/**
 * The events of a watch's answer, one a line. A last line that was cut off is dropped: the watch resumes from the event
 * before it. Throws for a line that is no event. `onBytes` is called for each sign of life, whole line or not.
 */
export async function* readWatchEvents(body: Readable, onBytes: () => void): AsyncGenerator<WatchEvent> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    onBytes();
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      parts.push(chunk.subarray(start, end));
      start = end + 1;
      const line = Buffer.concat(parts).toString("utf8");
      parts = [];
      size = 0;
      if (line.trim() !== "") yield parseEvent(line);
    }
    const rest = chunk.subarray(start);
    size += rest.length;
    if (size > maxLineBytes) throw new Error(`a watch event of more than ${maxLineBytes} bytes`);
    if (rest.length > 0) parts.push(rest);
  }
}

const types = new Set(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"]);

function parseEvent(line: string): WatchEvent {
  const value: unknown = JSON.parse(line);
  if (typeof value !== "object" || value === null || !("type" in value) || !("object" in value)) {
    throw new Error("a watch event without type or object");
  }
  if (typeof value.type !== "string" || !types.has(value.type)) throw new Error("a watch event of an unknown type");
  return value as WatchEvent;
}
