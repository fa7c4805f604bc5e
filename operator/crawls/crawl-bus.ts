import { setTimeout as sleep } from "node:timers/promises";
import { jetstream, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { Progress, type CrawlReport } from "../../crawler/contract.ts";
import { nameCrawl, progressBucket, type CrawlKey, type StreamsPlan } from "../../crawler/nats-names.ts";
import type { CrawlPlan } from "../crawl.ts";
import { provideStreams } from "../../crawler/nats/provided-streams.ts";
import { connectControl, type ControlAccess } from "../nats/connect-control.ts";
import { readCrawlKey, readProvidedStreams } from "./crawl-key.ts";
import { deleteCrawlStreams, listCrawlsWithStreams, unlessMissing } from "./crawl-streams.ts";

export interface CrawlBusOptions {
  readonly access: ControlAccess;
  /** Whose crawls are swept. */
  readonly installation?: string | undefined;
  readonly signal: AbortSignal;
  readonly onProblem: (error: unknown) => void;
  readonly onSwept?: (crawl: CrawlKey) => void;
  readonly pollMs?: number;
  readonly sweepMs?: number;
}

const POLL_MS = 2000;
/** What a crawl has there is looked at so often. */
const PROVIDE_MS = 5000;
/** What it needs has been made by then, unless something is wrong. */
const MAX_MAKING_MS = 20_000;
const SWEEP_MS = 10 * 60_000;
/** A Crawl that nobody has asked for so long is not looked at any more. */
const INTEREST_MS = 30_000;
const AGAIN_MS = 10_000;
const REQUEST_TIMEOUT_MS = 3000;

interface Watched {
  readonly crawl: CrawlKey;
  /** Where the operator makes its streams. */
  readonly provided: StreamsPlan | undefined;
  provideAtMs: number;
  /** When its streams were known to be there, or it began to be followed. */
  goodAtMs: number;
  problem: string | undefined;
  askedAtMs: number;
  report: CrawlReport | undefined;
}

/**
 * What running crawls tell in NATS, and the end of what they have there. Nothing waits for it: without NATS there are
 * no reports, and what has to go goes later.
 */
export class CrawlBus {
  readonly #options: CrawlBusOptions;
  readonly #watched = new Map<string, Watched>();
  readonly #ended = new Map<string, { readonly crawl: CrawlKey; readonly dueAtMs: number }>();
  #isWanted: ((crawl: CrawlKey) => boolean) | undefined;
  #sweepAtMs = 0;

  constructor(options: CrawlBusOptions) {
    this.#options = options;
  }

  /** The last one known; from now on it is followed. */
  readReport(plan: CrawlPlan): CrawlReport | undefined {
    const crawl = readCrawlKey(plan);
    if (crawl === undefined) return undefined;
    const { id } = nameCrawl(crawl);
    const watched = this.#watched.get(id) ?? startWatching(crawl, plan);
    watched.askedAtMs = performance.now();
    this.#watched.set(id, watched);
    return watched.report;
  }

  /** Why what the crawl needs there, and the operator makes, is not made; undefined while all is well. */
  readStreamsProblem(plan: CrawlPlan): string | undefined {
    const crawl = readCrawlKey(plan);
    const watched = crawl && this.#watched.get(nameCrawl(crawl).id);
    if (watched?.provided === undefined || performance.now() - watched.goodAtMs < MAX_MAKING_MS) return undefined;
    return watched.problem ?? "the operator does not reach NATS";
  }

  /** Nothing of it is needed in NATS any more, once its pods have gone: a coordinator would make it anew. */
  release(plan: CrawlPlan, afterMs = 0): void {
    const crawl = readCrawlKey(plan);
    if (crawl === undefined) return;
    this.#ended.set(nameCrawl(crawl).id, { crawl, dueAtMs: performance.now() + afterMs });
  }

  /**
   * From now on what crawls have there that nobody wants goes too, at once and every ten minutes: an operator that was
   * not there at their end could not release it.
   */
  sweep(isWanted: (crawl: CrawlKey) => boolean): void {
    this.#isWanted = isWanted;
    this.#sweepAtMs = 0;
  }

  /** Until the signal; connects in the background and again for ever. */
  async run(): Promise<void> {
    const { signal, onProblem } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#follow();
      } catch (error) {
        if (signal.aborted) return;
        onProblem(error);
        await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Through one connection, as long as its login is good. */
  async #follow(): Promise<void> {
    const { access, signal, onProblem, pollMs = POLL_MS } = this.#options;
    const connection = await connectControl(access, signal);
    const untilMs = performance.now() + access.lifetimeMs;
    try {
      const options = { timeout: REQUEST_TIMEOUT_MS, checkAPI: false };
      const jsm = await jetstreamManager(connection, options);
      const js = jetstream(connection, options);
      const kvm = new Kvm(js);
      while (!signal.aborted && !connection.isClosed() && performance.now() < untilMs) {
        await this.#provide({ js, jsm });
        await this.#poll(kvm).catch(unlessMissing).catch(onProblem);
        await this.#deleteEnded(jsm).catch(onProblem);
        await this.#sweepUnwanted(jsm).catch(onProblem);
        await sleep(pollMs, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      await connection.close();
    }
  }

  /** What is lost meanwhile is made again; the coordinator waits for it. One that cannot be helped stops no other. */
  async #provide(nats: Parameters<typeof provideStreams>[0]): Promise<void> {
    for (const [id, watched] of this.#watched) {
      const { crawl, provided, provideAtMs } = watched;
      if (provided === undefined || provideAtMs > performance.now()) continue;
      if (this.#ended.has(id) || this.#isWanted?.(crawl) !== true) continue;
      try {
        await provideStreams(nats, provided);
        watched.goodAtMs = performance.now();
        watched.problem = undefined;
      } catch (error) {
        if (watched.problem === undefined) this.#options.onProblem(error);
        watched.problem = error instanceof Error ? error.message : String(error);
      }
      watched.provideAtMs = performance.now() + PROVIDE_MS;
    }
  }

  async #poll(kvm: Kvm): Promise<void> {
    const oldest = performance.now() - INTEREST_MS;
    for (const [id, { askedAtMs }] of this.#watched) if (askedAtMs < oldest) this.#watched.delete(id);
    if (this.#watched.size === 0) return;
    const bucket = await kvm.open(progressBucket);
    for (const [id, watched] of this.#watched) {
      const entry = await bucket.get(id);
      const progress = entry === null ? undefined : parseProgress(entry.string());
      if (progress?.snapshot === watched.crawl.snapshot) watched.report = toReport(progress);
    }
  }

  async #deleteEnded(jsm: JetStreamManager): Promise<void> {
    for (const [id, { crawl, dueAtMs }] of this.#ended) {
      if (dueAtMs > performance.now()) continue;
      await deleteCrawlStreams(jsm, crawl);
      this.#ended.delete(id);
      this.#watched.delete(id);
    }
  }

  async #sweepUnwanted(jsm: JetStreamManager): Promise<void> {
    const { installation, onSwept, sweepMs = SWEEP_MS } = this.#options;
    const isWanted = this.#isWanted;
    if (isWanted === undefined || performance.now() < this.#sweepAtMs) return;
    for (const crawl of await listCrawlsWithStreams(jsm, installation)) {
      if (isWanted(crawl) || this.#ended.has(nameCrawl(crawl).id)) continue;
      await deleteCrawlStreams(jsm, crawl);
      onSwept?.(crawl);
    }
    this.#sweepAtMs = performance.now() + sweepMs;
  }
}

function startWatching(crawl: CrawlKey, plan: CrawlPlan): Watched {
  const provided = readProvidedStreams(plan);
  const goodAtMs = performance.now();
  return { crawl, provided, provideAtMs: 0, goodAtMs, problem: undefined, askedAtMs: 0, report: undefined };
}

function parseProgress(text: string): Progress | undefined {
  try {
    return Progress.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const toReport = ({ phase, counts, reason, message }: Progress): CrawlReport => ({
  phase,
  counts,
  ...(reason !== undefined && { reason }),
  ...(message !== undefined && { message }),
});
