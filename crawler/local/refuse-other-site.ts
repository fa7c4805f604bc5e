import type { Plan } from "../contract.ts";
import type { PreviousSnapshot } from "../snapshot/previous.ts";
import type { LocalCrawlResult } from "./events.ts";

/** Snapshots of one place are compared and pruned together: two sites in one would throw each other out. */
export function refuseOtherSite(
  plan: Plan,
  previous: PreviousSnapshot | undefined,
  where: string,
): LocalCrawlResult | undefined {
  if (previous === undefined || new URL(previous.site.url).host === new URL(plan.url).host) return undefined;
  const message = `${where} holds snapshots of ${previous.site.url}: choose another --out for ${plan.url}`;
  const counts = { discovered: 0, stored: 0, unchanged: 0, skipped: 0, failed: 0 };
  return { type: "failed", reason: "other-site", message, counts, failedByReason: {} };
}
