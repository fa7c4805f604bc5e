import { setTimeout as sleep } from "node:timers/promises";
import type { Tracer } from "../../telemetry/span.ts";
import { nameCrawl, type Plan } from "../contract.ts";
import type { FetcherOptions } from "../fetch/fetcher.ts";
import type { Result } from "../messages.ts";
import type { Nats } from "../nats/nats.ts";
import { workAckWaitMs } from "../nats/streams.ts";
import { openBodies } from "../queue/bodies.ts";
import { resultCodec, workCodec } from "../queue/frame.ts";
import { createJetStreamReceiver } from "../queue/jetstream-receiver.ts";
import { createJetStreamSender } from "../queue/jetstream-sender.ts";
import { countPermits, openFetcher, openReader } from "../worker/tools.ts";
import { work } from "../worker/worker.ts";

export interface DistributedWorkerOptions {
  readonly plan: Plan;
  readonly nats: Nats;
  readonly credentials: FetcherOptions["credentials"];
  /** Nothing new is taken; what is under way may take until `graceMs` have passed. */
  readonly drain: AbortSignal;
  readonly graceMs: number;
  readonly tracer?: Tracer;
  /** Aborted with an error when there is no use in going on. */
  readonly refused: AbortSignal;
  /** Called while the crawl has no streams: not yet, or not any more. */
  onMissing(): Promise<void> | void;
  onUnreadable(message: string): void;
  onResult(result: Result): void;
  onPulse(): void;
}

/** Page loops of this process, until they are drained. Throws what `refused` was aborted with. */
export async function runWorker(options: DistributedWorkerOptions): Promise<void> {
  const { plan, drain, refused } = options;
  const hardStop = new AbortController();
  const signal = AbortSignal.any([hardStop.signal, refused]);
  const fetcher = openFetcher(plan, options.credentials);
  const reader = openReader(plan, plan.workers?.threads);
  using queues = openQueues(options, signal);
  const working = work({
    plan,
    ...queues,
    fetcher,
    reader,
    tracer: options.tracer,
    loops: plan.workers?.loops ?? countPermits(plan),
    now: Date.now,
    drain: AbortSignal.any([drain, refused]),
    signal,
  });
  try {
    await Promise.race([working, afterGrace(options, hardStop)]);
    await working;
  } catch (error) {
    refused.throwIfAborted();
    if (!drain.aborted) throw error;
  } finally {
    hardStop.abort();
    await fetcher.close();
    await reader.close();
  }
  refused.throwIfAborted();
}

function openQueues(options: DistributedWorkerOptions, signal: AbortSignal) {
  const { plan, nats } = options;
  const { streams, subjects, consumer } = nameCrawl(plan);
  const bodies = openBodies(nats, plan);
  const receiver = createJetStreamReceiver({
    nats,
    stream: streams.work,
    consumer,
    codec: workCodec,
    bodies,
    ackWaitMs: workAckWaitMs(plan),
    batch: 1,
    onUnreadable: (error) => options.onUnreadable(error.message),
    onMissing: () => options.onMissing(),
    onPulse: () => options.onPulse(),
  });
  const sender = createJetStreamSender<Result>({
    nats,
    subject: subjects.results,
    codec: resultCodec,
    bodies,
    idOf: ({ release, outcome }) => `${release}.${outcome.type === "started" ? "started" : "end"}`,
    signal,
  });
  const results = {
    send: async (result: Result): Promise<void> => {
      await sender.send(result);
      options.onResult(result);
    },
  };
  return { work: receiver, results, [Symbol.dispose]: () => receiver[Symbol.dispose]() };
}

/** Cuts off what is still under way when the time is up. */
async function afterGrace({ drain, graceMs }: DistributedWorkerOptions, hardStop: AbortController): Promise<void> {
  await new Promise<void>((resolve) => {
    if (drain.aborted) resolve();
    else drain.addEventListener("abort", () => resolve(), { once: true });
  });
  await sleep(graceMs, undefined, { signal: hardStop.signal, ref: false }).catch(() => undefined);
  hardStop.abort(new Error("the grace period is over"));
}
