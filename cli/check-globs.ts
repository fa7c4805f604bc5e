import { GlobError } from "../crawler/url/glob-error.ts";
import { compileGlobs } from "../crawler/url/glob.ts";
import { UsageError } from "./usage-error.ts";

/** Throws `UsageError` for the first glob that cannot be used; `name` is what the person wrote it under. */
export function checkGlobs(globs: readonly string[], name: string): void {
  try {
    compileGlobs(globs);
  } catch (error) {
    if (!(error instanceof GlobError)) throw error;
    throw new UsageError(`${name}: ${error.message}`, error);
  }
}
