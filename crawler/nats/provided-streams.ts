import { setTimeout as sleep } from "node:timers/promises";
import type { JetStreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { nameCrawl, progressBucket, type StreamsPlan } from "../nats-names.ts";
import { createBodies } from "../queue/bodies.ts";
import type { Nats } from "./nats.ts";
import { isNotFound } from "./not-found.ts";
import { createProgressBucket } from "./progress-bucket.ts";
import { ensureStreams } from "./streams.ts";
import { persist } from "./trouble.ts";

const AGAIN_MS = 500;
/** An operator that makes streams has made them by then, unless it is away. */
const PATIENCE_MS = 60_000;

/** For the one who starts crawls whose coordinators make nothing: everything that such a crawl has in NATS. */
export async function provideStreams(nats: Pick<Nats, "js" | "jsm">, plan: StreamsPlan): Promise<void> {
  const bucket = await nats.jsm.streams.info(`KV_${progressBucket}`).catch(missing);
  if (bucket === undefined) await createProgressBucket(new Kvm(nats.js), plan);
  await createBodies(nats, plan);
  await ensureStreams(nats.jsm, plan);
}

export interface StreamsWait {
  readonly signal: AbortSignal;
  /** It takes long. */
  readonly onNote: (message: string) => void;
  readonly patienceMs?: number;
}

/**
 * Until all of it is there: a coordinator goes on then. After a while it tries to make it itself: an operator of a version
 * that makes no streams gives it a login that may. Where the login may not, that is refused, and it waits on.
 */
export async function awaitStreams(nats: Nats, plan: StreamsPlan, wait: StreamsWait): Promise<void> {
  const { signal, onNote, patienceMs = PATIENCE_MS } = wait;
  for (let patientUntilMs = performance.now() + patienceMs; ;) {
    if (await persist(() => areThere(nats.jsm, plan), { signal })) return;
    await sleep(AGAIN_MS, undefined, { signal });
    if (performance.now() < patientUntilMs) continue;
    onNote("the crawl's streams are not there, and the operator, which makes them, seems to be away; waiting");
    await makeOwn(nats, plan).catch(() => undefined);
    patientUntilMs = performance.now() + patienceMs;
  }
}

async function makeOwn(nats: Nats, plan: StreamsPlan): Promise<void> {
  await createBodies(nats, plan);
  await ensureStreams(nats.jsm, plan);
}

async function areThere(jsm: JetStreamManager, plan: StreamsPlan): Promise<boolean> {
  const { streams, bodies, consumer, renderConsumer } = nameCrawl(plan);
  const names = [...Object.values(streams), `OBJ_${bodies}`];
  const consumers = [
    [streams.work, consumer],
    [streams.work, renderConsumer],
    [streams.results, consumer],
  ] as const;
  const found = await Promise.all([
    ...names.map((name) => jsm.streams.info(name).catch(missing)),
    ...consumers.map(([stream, name]) => jsm.consumers.info(stream, name).catch(missing)),
  ]);
  return found.every((each) => each !== undefined);
}

function missing(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
}
