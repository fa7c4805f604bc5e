import type { Plan } from "../contract.ts";
import type { CrawlLog } from "../coordinator/crawl-log.ts";
import type { Bucket, Entry } from "../frontier/entry.ts";
import type { Frontier } from "../frontier/frontier.ts";
import type { PreviousSnapshot } from "../snapshot/previous.ts";
import { publishSnapshot } from "../snapshot/publish.ts";
import type { CrawlStats, StoredEntry, UrlOutcome } from "../snapshot/publish-input.ts";
import type { Store } from "../store/store.ts";
import type { LocalCrawlResult } from "./events.ts";
import type { Progress } from "./progress.ts";
import { countReasons } from "./count-reasons.ts";
import { recordWork } from "./unfinished.ts";

export interface PublishOptions {
  readonly plan: Plan;
  readonly store: Store;
  readonly previous: PreviousSnapshot | undefined;
  readonly frontier: Frontier;
  readonly log: CrawlLog;
  readonly progress: Progress;
  readonly startedAt: Date;
  readonly signal: AbortSignal;
}

/** Hands what the frontier knows to the snapshot, and says how it ended. */
export async function publish(options: PublishOptions): Promise<LocalCrawlResult> {
  const { plan, store, previous, frontier, log, progress } = options;
  const entries = [...frontier.entries()];
  const result = await publishSnapshot({
    plan,
    store,
    previous,
    pages: stored(entries, "page"),
    assets: stored(entries, "asset"),
    redirects: redirects(entries, frontier),
    loginUrl: loginUrl(frontier),
    outcomes: entries.flatMap(outcomeOf),
    stats: statsOf(entries, options),
    now: () => new Date(),
    signal: options.signal,
    onProgress: progress.onPublishing,
  });
  const failedByReason = countReasons(frontier, "failed");
  if (!result.published) {
    await recordWork(store, plan, previous?.snapshot, true);
    const { reason, message } = result;
    return { type: "failed", reason, message, counts: frontier.counts, failedByReason };
  }
  const { added, changed, removed, unchanged, snapshot, location, buckets, foldedPages } = result;
  const skippedByReason = countReasons(frontier, "skipped");
  for (const { reason } of foldedPages) skippedByReason[reason] = (skippedByReason[reason] ?? 0) + 1;
  return {
    type: "published",
    snapshot,
    location,
    counts: buckets,
    failedByReason,
    skippedByReason,
    changes: { added, changed, removed, unchanged },
    elapsedMs: progress.elapsedMs,
    transferredBytes: log.transferredBytes,
  };
}

function loginUrl(frontier: Frontier): string | undefined {
  const main = frontier.mainEntry();
  return main?.reason === "login-page" ? main.url.split(/[?#]/, 1)[0] : undefined;
}

function stored(entries: readonly Entry[], kind: "page" | "asset"): StoredEntry[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== kind || (entry.bucket !== "stored" && entry.bucket !== "unchanged")) return [];
    const { url, bucket, validators = {} } = entry;
    return [bucket === "unchanged" ? { url, source: "previous", validators } : { url, source: "staged" }];
  });
}

function redirects(entries: readonly Entry[], frontier: Frontier): Map<string, string> {
  const map = new Map<string, string>();
  for (const entry of entries) {
    const target = entry.redirectTo === undefined ? undefined : frontier.entryOf(entry.redirectTo);
    if (target !== undefined) map.set(entry.url, target.url);
  }
  return map;
}

function outcomeOf(entry: Entry): UrlOutcome[] {
  const { url, kind, bucket, reason, detail, via, depth, from } = entry;
  if (kind === "native" || kind === "api" || bucket === undefined) return [];
  // Most lists are asked for where they usually are: that a site has none there is no failure.
  if (kind === "list" && reason === "not-found") return [];
  return [
    {
      url,
      kind,
      bucket,
      via,
      depth,
      ...(reason === undefined || !isReasoned(bucket) ? {} : { reason }),
      ...(detail === undefined || !isReasoned(bucket) ? {} : { detail }),
      ...(from === undefined ? {} : { from }),
    },
  ];
}

/** A page that was stored at the second try keeps no trace of the first. */
const isReasoned = (bucket: Bucket): boolean => bucket === "skipped" || bucket === "failed";

function statsOf(entries: readonly Entry[], { log, startedAt }: PublishOptions): CrawlStats {
  const robots = entries.filter(({ kind, bucket }) => kind === "robots" && bucket === "stored");
  const lists = entries.filter(({ kind, bucket }) => kind === "list" && bucket === "stored");
  return {
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    requests: log.requests,
    transferredBytes: log.transferredBytes,
    samples: log.samples,
    robots: robots.map(({ url, size = 0, crawlDelaySeconds }) => ({
      host: new URL(url).host,
      found: size > 0,
      ...(crawlDelaySeconds === undefined ? {} : { crawlDelaySeconds }),
    })),
    lists: lists.map(({ url, format = "list", size = 0 }) => ({ url, format, urls: size })),
  };
}
