import { setTimeout as sleep } from "node:timers/promises";
import type { Tracer } from "../../telemetry/span.ts";
import type { Plan } from "../contract.ts";
import { nameCrawl } from "../nats-names.ts";
import type { FetcherOptions } from "../fetch/fetcher.ts";
import type { Result } from "../messages.ts";
import type { Nats } from "../nats/nats.ts";
import { workAckWaitMs } from "../nats/streams.ts";
import { openBodies } from "../queue/bodies.ts";
import { resultCodec, workCodec } from "../queue/frame.ts";
import { createJetStreamReceiver } from "../queue/jetstream-receiver.ts";
import { createJetStreamSender } from "../queue/jetstream-sender.ts";
import { countBrowserPages } from "../render/chromium-renderer.ts";
import { countPermits, openFetcher, openReader, openRenderer, type Browser } from "../worker/tools.ts";
import { work, type Lane } from "../worker/worker.ts";
import { listenAsBrowser } from "./browser-watch.ts";

export interface DistributedWorkerOptions {
  readonly plan: Plan;
  readonly nats: Nats;
  readonly credentials: FetcherOptions["credentials"];
  /** Of this worker; without one it takes no page for a browser while another worker has one. */
  readonly browser: Browser | undefined;
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
  const renderer = openRenderer(plan, options.credentials, options.browser);
  // Whether a page needs a browser is the page's affair, and must not depend on which worker reads it.
  const reader = openReader(plan, plan.workers?.threads, plan.rendering.mode !== "Never");
  const loops = plan.workers?.loops ?? countPermits(plan);
  using queues = openQueues(options, signal);
  using rendering = renderer === undefined ? undefined : openRendering(options, loops);
  const working = work({
    plan,
    ...queues,
    ...(rendering === undefined ? {} : { renderWork: rendering }),
    fetcher,
    reader,
    tracer: options.tracer,
    ...(renderer === undefined ? {} : { renderer }),
    loops,
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
    await Promise.all([fetcher.close(), renderer?.close()]);
    await reader.close();
  }
  refused.throwIfAborted();
}

function openQueues(options: DistributedWorkerOptions, signal: AbortSignal) {
  const { plan, nats } = options;
  const { subjects, consumer } = nameCrawl(plan);
  const bodies = openBodies(nats, plan);
  const receiver = receiveWork(options, consumer);
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

/** The pages for a browser, no more at once than it can have: while one waits here, no other worker can have it. */
function openRendering(options: DistributedWorkerOptions, loops: number): Lane & Disposable {
  const { plan, nats, drain } = options;
  const pages = receiveWork(options, nameCrawl(plan).renderConsumer);
  const listening = listenAsBrowser(nats, plan);
  drain.addEventListener("abort", () => listening[Symbol.dispose](), { once: true });
  const dispose = (): void => {
    listening[Symbol.dispose]();
    pages[Symbol.dispose]();
  };
  return { work: pages, loops: Math.min(loops, countBrowserPages()), [Symbol.dispose]: dispose };
}

function receiveWork(options: DistributedWorkerOptions, consumer: string) {
  const { plan, nats } = options;
  return createJetStreamReceiver({
    nats,
    stream: nameCrawl(plan).streams.work,
    consumer,
    codec: workCodec,
    bodies: openBodies(nats, plan),
    ackWaitMs: workAckWaitMs(plan),
    batch: 1,
    onUnreadable: (error) => options.onUnreadable(error.message),
    onMissing: () => options.onMissing(),
    onPulse: () => options.onPulse(),
  });
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
