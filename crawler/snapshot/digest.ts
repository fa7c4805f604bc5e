import { createHash } from "node:crypto";

/** SHA-256 in hex, of text as UTF-8. */
export const digestOf = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** Code unit order: the same on every machine, unlike `localeCompare`. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
