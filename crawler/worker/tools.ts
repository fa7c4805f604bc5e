import { availableParallelism } from "node:os";
import type { Plan } from "../contract.ts";
import { createFetcher, type Fetcher, type FetcherOptions } from "../fetch/fetcher.ts";
import { createReaderPool } from "./reader-pool.ts";
import type { Reader } from "./reading.ts";

const MAX_THREADS = 4;
/** A page that takes longer to convert than this is hostile. */
const CONVERSION_TIMEOUT_MS = 120_000;

/** What a worker needs beside its queues, as the plan wants it. */
export function openFetcher(plan: Plan, credentials: FetcherOptions["credentials"]): Fetcher {
  const { proxy, caBundle, allowPrivateAddresses } = plan.network;
  const { userAgent, maxConcurrency: connections } = plan.politeness;
  return createFetcher({
    userAgent,
    credentials,
    allowPrivateAddresses,
    connections,
    ...(proxy === undefined ? {} : { proxy }),
    ...(caBundle === undefined ? {} : { caBundle }),
  });
}

export function openReader(plan: Plan, threads = Math.min(availableParallelism(), MAX_THREADS)): Reader {
  return createReaderPool({
    threads,
    timeoutMs: CONVERSION_TIMEOUT_MS,
    userAgent: plan.politeness.userAgent,
    scopeHosts: scopeHosts(plan),
    extraction: plan.extraction,
    collectAssets: plan.output.assets,
  });
}

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
