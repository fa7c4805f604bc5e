import { availableParallelism } from "node:os";
import type { Plan } from "../contract.ts";
import { createFetcher, type Fetcher, type FetcherOptions } from "../fetch/fetcher.ts";
import { createChromiumRenderer } from "../render/chromium-renderer.ts";
import type { Renderer } from "../render/renderer.ts";
import { createReaderPool } from "./reader-pool.ts";
import type { Reader } from "./reading.ts";

const MAX_THREADS = 4;
/** A page that takes longer to convert than this is hostile. */
const CONVERSION_TIMEOUT_MS = 120_000;

type Credentials = FetcherOptions["credentials"];

/** A browser of this machine, and whether it may use a sandbox of its own. */
export type Browser = Pick<Parameters<typeof createChromiumRenderer>[0], "executable" | "sandbox">;

/** What a worker needs beside its queues, as the plan wants it. */
export function openFetcher(plan: Plan, credentials: Credentials): Fetcher {
  return createFetcher({ ...wayOut(plan, credentials), connections: plan.politeness.maxConcurrency });
}

/** Undefined where no page is to be rendered, or there is no browser. */
export function openRenderer(plan: Plan, credentials: Credentials, browser: Browser | undefined): Renderer | undefined {
  const { mode, waitFor, timeoutMs } = plan.rendering;
  if (mode === "Never" || browser === undefined) return undefined;
  return createChromiumRenderer({
    ...wayOut(plan, credentials),
    ...browser,
    scopeHosts: scopeHosts(plan),
    timeoutMs,
    maxBytes: plan.limits.maxPageBytes,
    ...(waitFor === undefined ? {} : { waitFor }),
  });
}

/** How anything gets out of this process, by plain request or by browser. */
function wayOut(plan: Plan, credentials: Credentials) {
  const { proxy, caBundle, allowPrivateAddresses } = plan.network;
  return {
    userAgent: plan.politeness.userAgent,
    credentials,
    allowPrivateAddresses,
    ...(proxy === undefined ? {} : { proxy }),
    ...(caBundle === undefined ? {} : { caBundle }),
  };
}

export function openReader(plan: Plan, threads = defaultThreads(), canRender = false): Reader {
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

const defaultThreads = (): number => Math.min(availableParallelism(), MAX_THREADS);

/** How many permits may be out at once: with a loop for each, none waits. */
export const countPermits = (plan: Plan): number =>
  plan.politeness.maxConcurrency * (startHosts(plan).size + plan.scope.hosts.length);

const startHosts = (plan: Plan): Set<string> => new Set([plan.url, ...plan.startUrls].map((url) => new URL(url).host));

/** A start URL may lead from `www.` to the bare name or back: links to either belong to the site. */
function scopeHosts(plan: Plan): string[] {
  const variants = [...startHosts(plan)].flatMap((host) => [
    host,
    host.startsWith("www.") ? host.slice(4) : `www.${host}`,
  ]);
  return [...new Set([...variants, ...plan.scope.hosts])];
}
