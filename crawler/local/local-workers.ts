import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Plan } from "../contract.ts";
import { createFetcher, type Fetcher } from "../fetch/fetcher.ts";
import type { Result, WorkItem } from "../messages.ts";
import type { Receiver, Sender } from "../queue/queue.ts";
import { createChromiumRenderer } from "../render/chromium-renderer.ts";
import type { Renderer } from "../render/renderer.ts";
import { createReaderPool } from "../worker/reader-pool.ts";
import type { Reader } from "../worker/reading.ts";
import { work } from "../worker/worker.ts";
import type { LocalCrawlOptions } from "./events.ts";

const MAX_THREADS = 4;
const GRACE_MS = 3000;
/** A page that takes longer to convert than this is hostile. */
const CONVERSION_TIMEOUT_MS = 120_000;

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
  const fetcher = openFetcher(options);
  const renderer = openRenderer(options);
  const reader = openReader(options, renderer !== undefined);
  // A loop for every permit that may be out.
  const loops = plan.politeness.maxConcurrency * (startHosts(plan).size + plan.scope.hosts.length);
  const rendering = renderer === undefined ? {} : { renderer };
  const working = work({ ...options, ...rendering, plan, fetcher, reader, loops, now: Date.now, signal });
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

function openFetcher(options: LocalWorkersOptions): Fetcher {
  return createFetcher({ ...wayOut(options), connections: options.plan.politeness.maxConcurrency });
}

function openRenderer(options: LocalWorkersOptions): Renderer | undefined {
  const { plan, browser } = options;
  const { mode, waitFor, timeoutMs } = plan.rendering;
  if (mode === "Never" || browser === undefined) return undefined;
  return createChromiumRenderer({
    ...wayOut(options),
    ...browser,
    scopeHosts: scopeHosts(plan),
    timeoutMs,
    maxBytes: plan.limits.maxPageBytes,
    ...(waitFor === undefined ? {} : { waitFor }),
  });
}

/** How anything gets out of this process, by plain request or by browser. */
function wayOut({ plan, credentials }: LocalWorkersOptions) {
  const { proxy, caBundle, allowPrivateAddresses } = plan.network;
  return {
    userAgent: plan.politeness.userAgent,
    credentials,
    allowPrivateAddresses,
    ...(proxy === undefined ? {} : { proxy }),
    ...(caBundle === undefined ? {} : { caBundle }),
  };
}

function openReader(
  { plan, threads = Math.min(availableParallelism(), MAX_THREADS) }: LocalWorkersOptions,
  canRender: boolean,
): Reader {
  return createReaderPool({
    threads,
    timeoutMs: CONVERSION_TIMEOUT_MS,
    userAgent: plan.politeness.userAgent,
    scopeHosts: scopeHosts(plan),
    extraction: plan.extraction,
    collectAssets: plan.output.assets,
    canRender,
  });
}

const startHosts = (plan: Plan): Set<string> => new Set([plan.url, ...plan.startUrls].map((url) => new URL(url).host));

/** A start URL may lead from `www.` to the bare name or back: links to either belong to the site. */
function scopeHosts(plan: Plan): string[] {
  const variants = [...startHosts(plan)].flatMap((host) => [
    host,
    host.startsWith("www.") ? host.slice(4) : `www.${host}`,
  ]);
  return [...new Set([...variants, ...plan.scope.hosts])];
}
