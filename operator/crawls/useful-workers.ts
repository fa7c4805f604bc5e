import type { CrawlPlan } from "../crawl.ts";

/** From request to result, at the slow end of what documentation sites and conversion take. */
const secondsPerPage = 1.5;
/** Pages that one worker has in hand at a time. */
const pagesPerWorker = 4;
/** Below so many pages a further worker ends before it has warmed up. */
const pagesWorthAWorker = 200;

/** How many workers can be busy at the site's rate: further ones would only wait for permits. */
export function computeUsefulWorkers({ configuration }: CrawlPlan): number {
  const { politeness, scope } = configuration as {
    readonly politeness?: { readonly requestsPerSecond?: number; readonly maxConcurrency?: number };
    readonly scope?: { readonly hosts?: readonly string[] };
  };
  const hosts = 1 + (scope?.hosts?.length ?? 0);
  const byRate = (politeness?.requestsPerSecond ?? Number.POSITIVE_INFINITY) * secondsPerPage;
  const inHand = Math.min(byRate, politeness?.maxConcurrency ?? Number.POSITIVE_INFINITY) * hosts;
  return Number.isFinite(inHand) ? Math.max(1, Math.ceil(inHand / pagesPerWorker)) : Number.MAX_SAFE_INTEGER;
}

/** The first size, from what seeding found: an autoscaler on CPU is too slow for a crawl of a minute. */
export function computeFirstWorkers(plan: CrawlPlan, discoveredPages: number): number {
  const wanted = Math.ceil(discoveredPages / pagesWorthAWorker);
  const most = Math.min(plan.workers.max, computeUsefulWorkers(plan));
  return Math.max(plan.workers.min, Math.min(wanted, most));
}
