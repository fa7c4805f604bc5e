import type { Entry } from "./entry.ts";
import type { News } from "./records.ts";

/**
 * Whether a page that was left out for being too deep, or out of scope, turns out to belong to the crawl: a redirect
 * leads to it within the depth limit, a start URL that moved has widened the scope, or a page names as an API's
 * description what its address alone says is no page.
 */
export function isNearer(news: News, known: Entry): boolean {
  if (news.kind !== "page" || news.skip !== undefined || known.bucket !== "skipped") return false;
  if (known.reason === "not-a-page" || known.reason === "query") return known.detail === undefined;
  return known.reason === "depth-limit" || known.reason === "out-of-scope";
}
