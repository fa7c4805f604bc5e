import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Plan } from "../contract.ts";
import { coordinate } from "../coordinator/coordinator.ts";
import { CrawlLog } from "../coordinator/crawl-log.ts";
import { openFileJournal } from "../coordinator/file-journal.ts";
import { JournalDamaged } from "../coordinator/journal.ts";
import type { Frontier } from "../frontier/frontier.ts";
import type { Result, WorkItem } from "../messages.ts";
import { createMemoryQueue } from "../queue/memory.ts";
import { openPreviousSnapshot, type PreviousSnapshot } from "../snapshot/previous.ts";
import { workFolder } from "../snapshot/staged.ts";
import type { Store } from "../store/store.ts";
import { createVolumeStore } from "../store/volume.ts";
import type { LocalCrawlOptions, LocalCrawlResult } from "./events.ts";
import { countReasons } from "./count-reasons.ts";
import { explainEmptyCrawl } from "./explain-failure.ts";
import { lockDirectory } from "./lock.ts";
import { Progress } from "./progress.ts";
import { publish } from "./publish.ts";
import { refuseOtherSite } from "./refuse-other-site.ts";
import { startWorkers } from "./local-workers.ts";
import { crawlDigest, discardWork, findUnfinished, recordWork } from "./unfinished.ts";

/**
 * A whole crawl in this process: one coordinator, worker loops, threads for the CPU work, queues in memory and the
 * journal in a file. What an earlier run of the same crawl left is continued.
 */
export async function runLocalCrawl(options: LocalCrawlOptions): Promise<LocalCrawlResult> {
  await mkdir(options.out, { recursive: true });
  await using _lock = await lockDirectory(options.out);
  const store = createVolumeStore(options.out);
  await store.sweep();
  const previous = await openPreviousSnapshot(store);
  const refusal = refuseOtherSite(options.plan, previous, options.out);
  if (refusal !== undefined) return refusal;
  const { plan, isResumed } = await choosePlan(options.plan, store);
  const startedAt = new Date();
  const log = new CrawlLog(startedAt.getTime());
  using progress = new Progress(plan.snapshot, log, (event) => options.onEvent(event));
  progress.phase(isResumed ? "Crawling" : "Seeding", isResumed);
  const frontier = await crawlAnewIfDamaged({ ...options, plan }, { store, previous, log, progress });
  if (frontier === undefined) return interrupted(progress);
  const { counts } = frontier;
  if (counts.stored + counts.unchanged === 0) {
    await discardWork(store, plan.snapshot);
    return { type: "failed", ...explainEmptyCrawl(frontier), counts, failedByReason: countReasons(frontier, "failed") };
  }
  progress.phase("Publishing");
  try {
    return await publish({ plan, store, previous, frontier, log, progress, startedAt, signal: options.signal });
  } catch (error) {
    if (!options.signal.aborted) throw error;
    return interrupted(progress);
  }
}

function interrupted({ counts }: Progress): LocalCrawlResult {
  const message = "stopped; what is done is kept. Run the same command to continue";
  return { type: "interrupted", message, counts };
}

/** A journal that cannot be read, or that another version wrote, is worth a crawl and not a dead end. */
async function crawlAnewIfDamaged(options: LocalCrawlOptions, parts: Parts): Promise<Frontier | undefined> {
  try {
    return await crawl(options, parts);
  } catch (error) {
    if (!(error instanceof JournalDamaged)) throw error;
    parts.progress.onNote(`${error.message}: the crawl begins anew`);
    await discardWork(parts.store, options.plan.snapshot);
    await recordWork(parts.store, options.plan, false);
    return await crawl(options, parts);
  }
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
  const { plan } = options;
  const queues = { work: createMemoryQueue<WorkItem>(), results: createMemoryQueue<Result>() };
  await using journal = await openFileJournal(join(options.out, workFolder(plan.snapshot), "journal.jsonl"));
  await using workers = startWorkers({ ...options, ...queues });
  const { store, previous, progress: observer, log } = parts;
  return await coordinate({
    plan,
    planDigest: crawlDigest(plan),
    ...queues,
    workers: "here",
    journal,
    store,
    previous,
    observer,
    log,
    now: Date.now,
    signal: workers.signal,
  });
}
