import type { Plan } from "../contract.ts";
import { digestOf } from "./digest.ts";

/**
 * Raised with every change that makes other Markdown, records or derived files of the same bytes: a page that a site
 * calls unchanged is then fetched anew all the same.
 */
export const engineVersion = "3";

/** Of a page's record and Markdown, this digest covers all that is not the site's bytes. */
export function readingDigest(plan: Plan): string {
  const { extraction, rendering, discovery, scope, limits } = plan;
  const { nativeMarkdown } = discovery;
  const { maxPageBytes } = limits;
  return digestOf(
    JSON.stringify([engineVersion, ordered(extraction), ordered(rendering), nativeMarkdown, scope.query, maxPageBytes]),
  );
}

export const planDigest = (plan: Plan): string => digestOf(JSON.stringify(ordered(plan)));

/** The same value with its keys in one order, so that equal values have equal JSON. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, ordered(item)]));
}
