import { setTimeout as sleep } from "node:timers/promises";
import { JetStreamApiCodes, JetStreamApiError, jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { JetStreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { Plan, Progress, type CrawlReport } from "../../crawler/contract.ts";
import { nameCrawl, progressBucket } from "../../crawler/nats-names.ts";
import type { CrawlPlan } from "../crawl.ts";

export interface CrawlBusOptions {
  /** `nats://` or `tls://`, several with commas. */
  readonly natsUrl: string;
  readonly signal: AbortSignal;
  readonly onProblem: (error: unknown) => void;
  readonly pollMs?: number;
}

const POLL_MS = 2000;
/** A Crawl that nobody has asked for so long is not looked at any more. */
const INTEREST_MS = 30_000;
const AGAIN_MS = 10_000;
const REQUEST_TIMEOUT_MS = 3000;

type Named = Pick<Plan, "site" | "snapshot">;
interface Watched {
  readonly plan: Named;
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
  readonly #ended = new Map<string, { readonly plan: Named; readonly dueAtMs: number }>();

  constructor(options: CrawlBusOptions) {
    this.#options = options;
  }

  /** The last one known; from now on it is followed. */
  readReport(plan: CrawlPlan): CrawlReport | undefined {
    const named = readNames(plan);
    if (named === undefined) return undefined;
    const { id } = nameCrawl(named);
    const watched = this.#watched.get(id) ?? { plan: named, askedAtMs: 0, report: undefined };
    watched.askedAtMs = performance.now();
    this.#watched.set(id, watched);
    return watched.report;
  }

  /** Nothing of it is needed in NATS any more, once its pods have gone: a coordinator would make it anew. */
  release(plan: CrawlPlan, afterMs = 0): void {
    const named = readNames(plan);
    if (named === undefined) return;
    this.#ended.set(nameCrawl(named).id, { plan: named, dueAtMs: performance.now() + afterMs });
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

  async #follow(): Promise<void> {
    const { natsUrl, signal, onProblem, pollMs = POLL_MS } = this.#options;
    const connection = await open(natsUrl, signal);
    try {
      const options = { timeout: REQUEST_TIMEOUT_MS, checkAPI: false };
      const jsm = await jetstreamManager(connection, options);
      const kvm = new Kvm(jetstream(connection, options));
      while (!signal.aborted && !connection.isClosed()) {
        await this.#poll(kvm).catch(unlessMissing).catch(onProblem);
        await this.#deleteEnded(jsm).catch(onProblem);
        await sleep(pollMs, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      await connection.close();
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
      if (progress?.snapshot === watched.plan.snapshot) watched.report = toReport(progress);
    }
  }

  async #deleteEnded(jsm: JetStreamManager): Promise<void> {
    for (const [id, { plan, dueAtMs }] of this.#ended) {
      if (dueAtMs > performance.now()) continue;
      const { streams, bodies, requestKey } = nameCrawl(plan);
      for (const name of [...Object.values(streams), `OBJ_${bodies}`]) {
        await jsm.streams.delete(name).catch(unlessMissing);
      }
      // A purge of the subject leaves no mark behind, as a deletion of the key would.
      for (const key of [id, requestKey]) {
        const filter = `$KV.${progressBucket}.${key}`;
        await jsm.streams.purge(`KV_${progressBucket}`, { filter }).catch(unlessMissing);
      }
      this.#ended.delete(id);
      this.#watched.delete(id);
    }
  }
}

async function open(natsUrl: string, signal: AbortSignal): Promise<NatsConnection> {
  const urls = natsUrl.split(",").map((url) => new URL(url));
  const [login] = urls.filter(({ username }) => username !== "");
  const connecting = connect({
    name: "docsynapse operator",
    servers: urls.map(({ host }) => host),
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    ...(login && { user: decodeURIComponent(login.username), pass: decodeURIComponent(login.password) }),
    ...(urls.some(({ protocol }) => protocol === "tls:") && { tls: {} }),
  });
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
  });
  // Whoever has stopped waiting for it leaves no connection open.
  connecting.then((connection) => (signal.aborted ? connection.close() : undefined)).catch(() => undefined);
  return Promise.race([connecting, stopped]);
}

const Names = Plan.pick({ site: true, snapshot: true });
const readNames = ({ configuration }: CrawlPlan): Named | undefined =>
  Names.strip().safeParse({ site: configuration["site"], snapshot: configuration["snapshot"] }).data;

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

function unlessMissing(error: unknown): void {
  const isMissing = error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
  if (!isMissing) throw error;
}
