import type { Features } from "./feature-gates.ts";

/** What an operator's installation decides for all crawls; `config.ts` reads it from the environment. */
export interface OperatorSettings {
  /** The crawler image of new crawls. */
  readonly image: string;
  readonly natsUrl: string;
  /** Label of NATS's pods, in any namespace, that crawl pods may reach. */
  readonly natsPodLabel: { readonly name: string; readonly value: string };
  /** Active crawls in the cluster at most. */
  readonly maxActiveCrawls: number;
  /** Active crawls at most whose sites start on one host. */
  readonly maxActiveCrawlsPerHost: number;
  /** Schedules are put off by up to so long, each by its own share, so that midnight is not everybody's. */
  readonly scheduleSpreadMs: number;
  readonly crawlDeadlineSeconds: number;
  /** Ranges that workers never reach, beside those that are private anyway: pods, services, nodes. */
  readonly deniedRanges: readonly string[];
  readonly features: Features;
}
