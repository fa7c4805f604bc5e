import type { Plan } from "../contract.ts";
import type { LocalCrawlResult } from "../local/events.ts";
import { snapshotFolder } from "../snapshot/layout.ts";
import { readLatest, readSiteFile } from "../snapshot/site-file.ts";
import type { Store } from "../store/store.ts";

/** The plan's own snapshot, where an earlier coordinator has published it (and a later crawl perhaps another one). */
export async function findPublished(store: Store, plan: Plan): Promise<LocalCrawlResult | undefined> {
  const latest = await readLatest(store);
  if (latest === undefined || latest.snapshot < plan.snapshot) return undefined;
  const site = await readSiteFile(store, plan.snapshot);
  if (site === undefined) return undefined;
  const { added, changed, removed, unchanged, pages } = site.counts;
  return {
    type: "published",
    snapshot: plan.snapshot,
    location: store.locate(snapshotFolder(plan.snapshot)),
    counts: { discovered: pages, stored: added + changed, unchanged, skipped: 0, failed: 0 },
    changes: { added, changed, removed, unchanged },
    skippedByReason: {},
    failedByReason: {},
    elapsedMs: Date.parse(site.publishedAt) - Date.parse(site.startedAt),
    transferredBytes: 0,
  };
}
