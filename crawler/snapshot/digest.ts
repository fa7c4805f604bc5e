import { hash } from "node:crypto";

/** SHA-256 in hex, of text as UTF-8. */
export const digestOf = (data: string | Uint8Array): string => hash("sha256", data);
