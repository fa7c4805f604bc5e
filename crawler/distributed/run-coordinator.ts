import { setTimeout as sleep } from "node:timers/promises";
import type { Plan } from "../contract.ts";
import { nameCrawl } from "../nats-names.ts";
import { coordinate } from "../coordinator/coordinator.ts";
import { readLongestCrawlDelayMs, recordCrawlDelay } from "../coordinator/crawl-delays.ts";
import { CrawlLog } from "../coordinator/crawl-log.ts";
import { noTrace, type CrawlTrace } from "../coordinator/crawl-trace.ts";
import { openJetStreamJournal, type JetStreamJournal } from "../coordinator/jetstream-journal.ts";
import { JournalDamaged } from "../coordinator/journal.ts";
import type { Frontier } from "../frontier/frontier.ts";
import { forgottenAfterMs } from "../frontier/permit-lifetime.ts";
import { countReasons } from "../local/count-reasons.ts";
import type { CrawlEvent, LocalCrawlResult } from "../local/events.ts";
import { explainEmptyCrawl } from "../local/explain-failure.ts";
import { Progress } from "../local/progress.ts";
import { publish } from "../local/publish.ts";
import { refuseOtherSite } from "../local/refuse-other-site.ts";
import { crawlDigest, discardWork, readWork, recordWork } from "../local/unfinished.ts";
import { checkJetStream } from "../nats/connect.ts";
import type { Nats } from "../nats/nats.ts";
import { awaitStreams } from "../nats/provided-streams.ts";
import { ensureStreams, purgeQueues } from "../nats/streams.ts";
import { persist } from "../nats/trouble.ts";
import { createBodies } from "../queue/bodies.ts";
import { workRoot } from "../snapshot/layout.ts";
import { openPreviousSnapshot, type PreviousSnapshot } from "../snapshot/previous.ts";
import type { Store } from "../store/store.ts";
import { openCoordinatorQueues } from "./coordinator-queues.ts";
import { findPublished } from "./find-published.ts";
import { waitForStore, type StoreWait } from "./wait-for-store.ts";

export interface DistributedCrawlOptions extends StoreWait {
  readonly plan: Plan;
  readonly nats: Nats;
  readonly store: Store;
  /** Ends the crawl cleanly: unpublished, to be continued by the next coordinator. */
  readonly signal: AbortSignal;
  readonly trace?: CrawlTrace | undefined;
  isSuspended(): boolean;
  onEvent(event: CrawlEvent): void;
  /** A message of a worker that could not be read; it is kept aside. */
  onUnreadable(message: string): void;
}

/** After a stop, for what is journaled to be sent too: a permit that never left would have to run out. */
const LAST_WRITES_MS = 3000;

/** The coordinator's side of a crawl whose workers are elsewhere. What an earlier coordinator left is continued. */
export async function runCoordinator(options: DistributedCrawlOptions): Promise<LocalCrawlResult> {
  const { plan, store, nats, signal } = options;
  const published = await findPublished(store, plan);
  if (published !== undefined) return published;
  const startedAt = new Date();
  const log = new CrawlLog(startedAt.getTime());
  using progress = new Progress(plan.snapshot, log, (event) => options.onEvent(event));
  const parts = { ...options, progress, log, startedAt, writes: later(signal, LAST_WRITES_MS) };
  try {
    await persist(() => checkJetStream(nats), { signal });
    await prepareStreams(parts);
    await using journal = await openJournal(parts);
    await using previous = await openPreviousSnapshot(store);
    const refusal = refuseOtherSite(plan, previous, store.locate(""));
    if (refusal !== undefined) return refusal;
    await discardOlderWork(parts);
    return await waitForStore(parts, () => crawlAndPublish({ ...parts, journal, previous }));
  } catch (error) {
    if (!signal.aborted) throw error;
    return interrupted(parts);
  }
}

/** Of crawls that failed, or that nobody went on with: each crawl has a plan of its own, so nobody will. */
async function discardOlderWork({ store, plan }: Parts): Promise<void> {
  for (const snapshot of await store.names(workRoot)) {
    if (snapshot < plan.snapshot) await discardWork(store, snapshot);
  }
}

interface Parts extends DistributedCrawlOptions {
  readonly progress: Progress;
  readonly log: CrawlLog;
  readonly startedAt: Date;
  /** Of what is written to NATS. */
  readonly writes: AbortSignal;
}

interface OpenParts extends Parts {
  readonly journal: JetStreamJournal;
  readonly previous: PreviousSnapshot | undefined;
}

async function crawlAndPublish(parts: OpenParts): Promise<LocalCrawlResult> {
  const { plan, store, progress, journal } = parts;
  const frontier = await crawlAnewIfDamaged(parts);
  if (frontier === undefined) return interrupted(parts);
  await purgeQueues(parts.nats.jsm, plan);
  const { counts } = frontier;
  if (counts.stored + counts.unchanged === 0) {
    await discardWork(store, plan.snapshot);
    return { type: "failed", ...explainEmptyCrawl(frontier), counts, failedByReason: countReasons(frontier, "failed") };
  }
  // Fails when another coordinator has taken over meanwhile: two must not publish at once.
  await journal.append([{ type: "claim", atMs: Date.now(), planDigest: crawlDigest(plan) }]);
  progress.phase("Publishing");
  const { trace = noTrace } = parts;
  return await trace.during("publish", () => publish({ ...parts, frontier }));
}

/** A journal that is lost, rewound or of another version costs a crawl, which begins with what is stored. */
async function crawlAnewIfDamaged(parts: OpenParts): Promise<Frontier | undefined> {
  const { plan, store, progress, journal, previous, signal } = parts;
  for (let lost = ""; ;) {
    try {
      const isLost = await isJournalLost(parts);
      if (isLost) throw new JournalDamaged("the journal of a crawl that had begun is gone");
      return await crawl(parts);
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error;
      lost = error.message;
    }
    const delayMs = await readLongestCrawlDelayMs(store, plan.snapshot);
    const waitMs = forgottenAfterMs(plan, delayMs);
    const wait = `once all permits have run out (${Math.ceil(waitMs / 1000)} s)`;
    progress.onNote(`${lost}: the crawl begins anew, ${wait}`);
    await prepareStreams(parts);
    await purgeQueues(parts.nats.jsm, plan);
    await journal.restart();
    await discardWork(store, plan.snapshot);
    await recordWork(store, plan, previous?.snapshot);
    // For the coordinator that would have to wait anew.
    if (delayMs > 0) await recordCrawlDelay(store, plan.snapshot, "before", delayMs);
    // Workers may still use what the lost journal gave out.
    await sleep(waitMs, undefined, { signal });
    await journal.append([{ type: "claim", atMs: Date.now(), planDigest: crawlDigest(plan) }]);
  }
}

/** The store knows of a crawl of this plan, and the journal does not. */
async function isJournalLost(parts: OpenParts): Promise<boolean> {
  const { store, plan, journal, previous, progress } = parts;
  const work = await readWork(store, plan.snapshot);
  if (work !== undefined && (work.digest !== crawlDigest(plan) || work.base !== previous?.snapshot)) {
    throw new JournalDamaged("the plan, the engine or the last snapshot is another one than when the crawl began");
  }
  const isEmpty = await journal.isEmpty();
  // It came to its end, and nothing of it is out any more: the next one looks at the site anew.
  if (isEmpty && work?.refused === true) {
    await discardWork(store, plan.snapshot);
    return isJournalLost(parts);
  }
  if (isEmpty && work === undefined) await recordWork(store, plan, previous?.snapshot);
  progress.phase(isEmpty ? "Seeding" : "Crawling", !isEmpty);
  return isEmpty && work !== undefined;
}

async function crawl(parts: OpenParts): Promise<Frontier | undefined> {
  const { plan, store, previous, progress: observer, log, journal, signal } = parts;
  using queues = openCoordinatorQueues({ ...parts, signal: parts.writes, onMissing: () => prepareStreams(parts) });
  return await coordinate({
    plan,
    planDigest: crawlDigest(plan),
    work: queues.work,
    results: queues.results,
    workers: "elsewhere",
    journal,
    store,
    previous,
    observer,
    log,
    trace: parts.trace,
    now: Date.now,
    isSuspended: () => parts.isSuspended(),
    signal,
  });
}

async function prepareStreams({ nats, plan, signal, progress }: Parts): Promise<void> {
  const onNote = (message: string): void => progress.onNote(message);
  if (plan.streams?.areProvided === true) return await awaitStreams(nats, plan, { signal, onNote });
  await persist(() => ensureStreams(nats.jsm, plan), { signal });
  await persist(() => createBodies(nats, plan), { signal });
}

function openJournal({ nats, plan, writes: signal, progress }: Parts): Promise<JetStreamJournal> {
  const { streams, subjects } = nameCrawl(plan);
  let isTold = false;
  return openJetStreamJournal({
    nats,
    stream: streams.journal,
    subject: subjects.journal,
    signal,
    onTrouble: () => {
      if (!isTold) progress.onNote("the journal cannot be written for now; still trying");
      isTold = true;
    },
  });
}

/** Aborted so long after the other one. */
function later(signal: AbortSignal, ms: number): AbortSignal {
  const controller = new AbortController();
  const abortLater = (): void => void setTimeout(() => controller.abort(signal.reason), ms).unref();
  if (signal.aborted) abortLater();
  else signal.addEventListener("abort", abortLater, { once: true });
  return controller.signal;
}

function interrupted({ progress }: Parts): LocalCrawlResult {
  const message = "stopped; what is done is kept. Start a coordinator with the same plan to continue";
  return { type: "interrupted", message, counts: progress.counts };
}
