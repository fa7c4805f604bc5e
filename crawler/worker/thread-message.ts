import type { Reading } from "./reading.ts";

/**
 * A reading on its way out of a thread: one string and at most one buffer, since cloning some hundred link objects a
 * page costs more than all of JSON.
 */
export interface ReadingMessage {
  readonly json: string;
  readonly staged: Uint8Array | undefined;
}

export function packReading(reading: Reading): { readonly message: ReadingMessage; readonly transfer: ArrayBuffer[] } {
  if (reading.type !== "page") return { message: { json: JSON.stringify(reading), staged: undefined }, transfer: [] };
  const { staged, ...rest } = reading;
  return { message: { json: JSON.stringify(rest), staged }, transfer: transferable(staged) };
}

/** The other side is this program too: the shape is known. */
export function unpackReading({ json, staged }: ReadingMessage): Reading {
  const reading = JSON.parse(json) as Reading;
  return staged === undefined ? reading : ({ ...reading, staged } as Reading);
}

/** A body that owns its memory changes hands; one that shares it (Node's pool does) is copied. */
export function transferable({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}
