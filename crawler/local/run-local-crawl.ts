import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Plan } from "../contract.ts";
import { coordinate } from "../coordinator/coordinator.ts";
import { CrawlLog } from "../coordinator/crawl-log.ts";
import { openFileJournal } from "../coordinator/file-journal.ts";
import { createFetcher } from "../fetch/fetcher.ts";
import type { Frontier } from "../frontier/frontier.ts";
import type { Result, WorkItem } from "../messages.ts";
import { createMemoryQueue } from "../queue/memory.ts";
import { openPreviousSnapshot, type PreviousSnapshot } from "../snapshot/previous.ts";
import { workFolder } from "../snapshot/staged.ts";
import type { Store } from "../store/store.ts";
import { createVolumeStore } from "../store/volume.ts";
import { createReaderPool } from "../worker/reader-pool.ts";
import { work } from "../worker/worker.ts";
import type { LocalCrawlOptions, LocalCrawlResult } from "./events.ts";
export type { CrawlEvent, LocalCrawlOptions, LocalCrawlResult } from "./events.ts";
import { countReasons } from "./count-reasons.ts";
import { explainEmptyCrawl } from "./explain-failure.ts";
import { lockDirectory } from "./lock.ts";
import { Progress } from "./progress.ts";
import { publish } from "./publish.ts";
import { crawlDigest, discardWork, findUnfinished, recordWork } from "./unfinished.ts";

const MAX_THREADS = 4;
/** A page that takes longer to convert than this is hostile. */
const CONVERSION_TIMEOUT_MS = 120_000;

/**
 * A whole crawl in this process: one coordinator, worker loops, threads for the CPU work, queues in memory and the
 * journal in a file. What an earlier run of the same crawl left is continued.
 */
export async function runLocalCrawl(options: LocalCrawlOptions): Promise<LocalCrawlResult> {
  await mkdir(options.out, { recursive: true });
  await using _lock = await lockDirectory(options.out);
  const store = createVolumeStore(options.out);
  const { plan, isResumed } = await choosePlan(options.plan, store);
  const startedAt = new Date();
  const log = new CrawlLog(startedAt.getTime());
  using progress = new Progress(plan.snapshot, log, (event) => options.onEvent(event));
  const previous = await openPreviousSnapshot(store);
  progress.phase(isResumed ? "Crawling" : "Seeding", isResumed);
  const frontier = await crawl({ ...options, plan }, { store, previous, log, progress });
  if (frontier === undefined) {
    const message = "stopped; what is done is kept. Run the same command to continue";
    return { type: "interrupted", message, counts: progress.counts };
  }
  const { counts } = frontier;
  if (counts.stored + counts.unchanged === 0) {
    await discardWork(store, plan.snapshot);
    return { type: "failed", ...explainEmptyCrawl(frontier), counts, failedByReason: countReasons(frontier, "failed") };
  }
  progress.phase("Publishing");
  return publish({ plan, store, previous, frontier, log, progress, startedAt, signal: options.signal });
}

/** Takes up the snapshot that an earlier run began, where the plan is still the same. */
async function choosePlan(wanted: Plan, store: Store): Promise<{ plan: Plan; isResumed: boolean }> {
  const unfinished = await findUnfinished(store, wanted);
  if (unfinished !== undefined && (!unfinished.wasRefused || wanted.publish.force)) {
    return { plan: { ...wanted, snapshot: unfinished.snapshot }, isResumed: true };
  }
  // Without --force the gate would refuse the same pages again: look at the site anew.
  if (unfinished !== undefined) await discardWork(store, unfinished.snapshot);
  await recordWork(store, wanted, false);
  return { plan: wanted, isResumed: false };
}

interface Parts {
  readonly store: Store;
  readonly previous: PreviousSnapshot | undefined;
  readonly log: CrawlLog;
  readonly progress: Progress;
}

async function crawl(options: LocalCrawlOptions, parts: Parts): Promise<Frontier | undefined> {
  const { plan, credentials, threads = Math.min(availableParallelism(), MAX_THREADS) } = options;
  const queues = { work: createMemoryQueue<WorkItem>(), results: createMemoryQueue<Result>() };
  const journal = await openFileJournal(join(options.out, workFolder(plan.snapshot), "journal.jsonl"));
  const { proxy, caBundle, allowPrivateAddresses } = plan.network;
  const { userAgent, maxConcurrency } = plan.politeness;
  const fetcher = createFetcher({
    ...{ userAgent, credentials, allowPrivateAddresses, connections: maxConcurrency },
    ...(proxy === undefined ? {} : { proxy }),
    ...(caBundle === undefined ? {} : { caBundle }),
  });
  const reader = createReaderPool({
    ...{ threads, timeoutMs: CONVERSION_TIMEOUT_MS, userAgent, scopeHosts: scopeHosts(plan) },
    ...{ extraction: plan.extraction, collectAssets: plan.output.assets },
  });
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const now = (): number => Date.now();
  const working = work({ plan, ...queues, fetcher, reader, loops: maxConcurrency * hostCount(plan), now, signal });
  // A worker that breaks must not leave the coordinator waiting for it.
  working.catch(() => stop.abort());
  try {
    return await coordinate({
      ...{ plan, planDigest: crawlDigest(plan), ...queues, journal, now, signal },
      ...{ store: parts.store, previous: parts.previous, observer: parts.progress, log: parts.log },
    });
  } finally {
    stop.abort();
    await fetcher.close();
    await reader.close();
    await journal.close();
    await working;
  }
}

function scopeHosts(plan: Plan): string[] {
  const hosts = [plan.url, ...plan.startUrls].map((url) => new URL(url).host);
  const variants = hosts.flatMap((host) => [host, host.startsWith("www.") ? host.slice(4) : `www.${host}`]);
  return [...new Set([...variants, ...plan.scope.hosts])];
}

/** A loop for every permit that may be out. */
function hostCount(plan: Plan): number {
  return new Set([plan.url, ...plan.startUrls].map((url) => new URL(url).host)).size + plan.scope.hosts.length;
}
