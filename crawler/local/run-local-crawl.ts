import { join } from "node:path";
import type { Plan } from "../contract.ts";
import { coordinate } from "../coordinator/coordinator.ts";
import { CrawlLog } from "../coordinator/crawl-log.ts";
import { openFileJournal } from "../coordinator/file-journal.ts";
import { JournalDamaged } from "../coordinator/journal.ts";
import type { Frontier } from "../frontier/frontier.ts";
import type { Result, WorkItem } from "../messages.ts";
import { createMemoryQueue } from "../queue/memory.ts";
import { snapshotsFolder } from "../snapshot/layout.ts";
import { openPreviousSnapshot, type PreviousSnapshot } from "../snapshot/previous.ts";
import { workFolder } from "../snapshot/staged.ts";
import type { Store } from "../store/store.ts";
import type { LocalCrawlOptions, LocalCrawlResult } from "./events.ts";
import { countReasons } from "./count-reasons.ts";
import { explainEmptyCrawl } from "./explain-failure.ts";
import { openSite } from "./open-site.ts";
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
  await using site = await openSite(options);
  const { store, directory } = site;
  await using previous = await openPreviousSnapshot(store);
  const refusal = refuseOtherSite(options.plan, previous, store.locate(""));
  if (refusal !== undefined) return refusal;
  const { plan, isResumed } = await choosePlan(options.plan, store, previous?.snapshot);
  const startedAt = new Date();
  const log = new CrawlLog(startedAt.getTime());
  using progress = new Progress(plan.snapshot, log, (event) => options.onEvent(event));
  progress.phase(isResumed ? "Crawling" : "Seeding", isResumed);
  const frontier = await crawlAnewIfDamaged({ ...options, plan }, { store, directory, previous, log, progress });
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
    await recordWork(parts.store, options.plan, parts.previous?.snapshot);
    return await crawl(options, parts);
  }
}

/** Takes up the snapshot that an earlier run began, where the plan is still the same. */
async function choosePlan(wanted: Plan, store: Store, base?: string): Promise<{ plan: Plan; isResumed: boolean }> {
  const unfinished = await findUnfinished(store, wanted, base);
  if (unfinished !== undefined && (!unfinished.wasRefused || wanted.publish.force)) {
    return { plan: { ...wanted, snapshot: unfinished.snapshot }, isResumed: true };
  }
  // Without --force the gate would refuse the same pages again: look at the site anew.
  if (unfinished !== undefined) await discardWork(store, unfinished.snapshot);
  const plan = await withOwnSnapshot(wanted, store);
  await recordWork(store, plan, base);
  return { plan, isResumed: false };
}

/** Two crawls within one second would have one id, and the second would take the first one's snapshot for its own. */
async function withOwnSnapshot(plan: Plan, store: Store): Promise<Plan> {
  const taken = new Set(await store.names(snapshotsFolder));
  let { snapshot } = plan;
  for (let n = 2; taken.has(snapshot); n++) snapshot = `${plan.snapshot}-${String(n).padStart(2, "0")}`;
  return { ...plan, snapshot };
}

interface Parts {
  readonly store: Store;
  /** On the local disk, with the journal. */
  readonly directory: string;
  readonly previous: PreviousSnapshot | undefined;
  readonly log: CrawlLog;
  readonly progress: Progress;
}

async function crawl(options: LocalCrawlOptions, parts: Parts): Promise<Frontier | undefined> {
  const { plan } = options;
  const queues = { work: createMemoryQueue<WorkItem>(), results: createMemoryQueue<Result>() };
  await using journal = await openFileJournal(join(parts.directory, workFolder(plan.snapshot), "journal.jsonl"));
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
