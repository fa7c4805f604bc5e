import { setTimeout as sleep } from "node:timers/promises";
import type { Result, WorkItem } from "../messages.ts";
import type { Receiver, Sender } from "../queue/queue.ts";
import { countPermits, openFetcher, openReader, openRenderer } from "../worker/tools.ts";
import { work } from "../worker/worker.ts";
import type { LocalCrawlOptions } from "./events.ts";

const GRACE_MS = 3000;

export interface LocalWorkersOptions extends Pick<
  LocalCrawlOptions,
  "plan" | "credentials" | "threads" | "signal" | "browser"
> {
  readonly work: Receiver<WorkItem>;
  readonly results: Sender<Result>;
}

/** The crawl's workers in this process; their signal is aborted when one of them breaks, so that nobody waits for it. */
export function startWorkers(options: LocalWorkersOptions): AsyncDisposable & { readonly signal: AbortSignal } {
  const { plan } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const fetcher = openFetcher(plan, options.credentials);
  const renderer = openRenderer(plan, options.credentials, options.browser);
  const reader = openReader(plan, options.threads, renderer !== undefined);
  const loops = countPermits(plan);
  const rendering = renderer === undefined ? {} : { renderer };
  const tools = { fetcher, reader, ...rendering };
  const working = work({ ...options, ...tools, plan, loops, now: Date.now, drain: signal, signal });
  working.catch(() => stop.abort());
  return {
    signal,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.all([fetcher.close(), renderer?.close()]);
      // A page in hand may be finished, unless it is one of those that take for ever.
      await Promise.race([working.catch(() => undefined), sleep(GRACE_MS, undefined, { ref: false })]);
      await reader.close();
      await working;
    },
  };
}
