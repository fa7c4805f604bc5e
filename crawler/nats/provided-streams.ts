import { setTimeout as sleep } from "node:timers/promises";
import type { JetStreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import type { Plan } from "../contract.ts";
import { nameCrawl, progressBucket } from "../nats-names.ts";
import { createBodies } from "../queue/bodies.ts";
import type { Nats } from "./nats.ts";
import { isNotFound } from "./not-found.ts";
import { createProgressBucket } from "./progress-bucket.ts";
import { ensureStreams } from "./streams.ts";
import { persist } from "./trouble.ts";

const AGAIN_MS = 500;

/** For the one who starts crawls whose coordinators make nothing: everything that such a crawl has in NATS. */
export async function provideStreams(nats: Pick<Nats, "js" | "jsm">, plan: Plan): Promise<void> {
  const bucket = await nats.jsm.streams.info(`KV_${progressBucket}`).catch(missing);
  if (bucket === undefined) await createProgressBucket(new Kvm(nats.js), plan);
  await createBodies(nats, plan);
  await ensureStreams(nats.jsm, plan);
}

/** Until all of it is there: a coordinator goes on then. */
export async function awaitStreams({ jsm }: Nats, plan: Plan, signal: AbortSignal): Promise<void> {
  while (!(await persist(() => areThere(jsm, plan), { signal }))) await sleep(AGAIN_MS, undefined, { signal });
}

async function areThere(jsm: JetStreamManager, plan: Plan): Promise<boolean> {
  const { streams, bodies, consumer, renderConsumer } = nameCrawl(plan);
  const names = [...Object.values(streams), `OBJ_${bodies}`, `KV_${progressBucket}`];
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
