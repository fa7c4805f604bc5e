import type { Frontier } from "../frontier/frontier.ts";

/** How many pages ended in the bucket, by reason. */
export function countReasons(frontier: Frontier, bucket: "skipped" | "failed"): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind, bucket: own, reason = "other" } of frontier.entries()) {
    if (kind === "page" && own === bucket) counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
}
