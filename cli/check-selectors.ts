import { load } from "cheerio/slim";
import { UsageError } from "./usage-error.ts";

/** Throws `UsageError` for the first selector that is no CSS; `name` is what the person wrote it under. */
export function checkSelectors(selectors: readonly (string | undefined)[], name: string): void {
  const document = load("<p></p>");
  for (const selector of selectors) {
    if (selector === undefined) continue;
    try {
      document(selector);
    } catch (error) {
      const why = error instanceof Error ? ` (${error.message})` : "";
      throw new UsageError(
        `${name}: ${JSON.stringify(selector)} is no CSS selector${why}; write one such as main .content`,
        error,
      );
    }
  }
}
