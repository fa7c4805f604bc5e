import type { ConfigObject } from "./config-object.ts";

/** Undefined: it is not there, and that is among the problems now. The path is below `spec`. */
export type LookUp = (
  kind: ConfigObject["kind"],
  name: string,
  key: string,
  path: readonly (string | number)[],
) => string | undefined;
