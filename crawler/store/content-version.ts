import { createHash } from "node:crypto";

/** The version of an object where the medium keeps none. */
export const contentVersion = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
