import type { CrawlDefaults } from "./crawl-defaults.ts";
import type { LoginEntry } from "./nats/login-files.ts";
import type { Features } from "./feature-gates.ts";

/** What an operator's installation decides for all crawls; `config.ts` reads it from the environment. */
export interface OperatorSettings {
  /** The crawler image of new crawls. */
  readonly image: string;
  /** Of their workers, where pages may be rendered. */
  readonly browserImage: string;
  readonly natsUrl: string;
  /** How crawl pods log in there: each with a login of its own, all with the same, or not at all; and its files. */
  readonly natsLogin: { readonly kind: "signed" | "shared" | "none"; readonly entries: readonly LoginEntry[] };
  /** Keeps the names of this installation's crawls apart, where several share an account of NATS. */
  readonly installation?: string;
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
  readonly crawls: CrawlDefaults;
  readonly features: Features;
  /** Absent: crawls send none. */
  readonly telemetry?: CrawlTelemetry;
}

export interface CrawlTelemetry {
  /** OpenTelemetry's own, as crawl pods get them: where to, and how many. */
  readonly variables: Readonly<Record<string, string>>;
  /** In the crawl's namespace, where it is there: what the pods show to the receiver. The operator reads no Secret. */
  readonly headersSecret?: { readonly name: string; readonly key: string };
  /** Of the receiver's pods, in any namespace; absent: it is outside of the cluster. */
  readonly podLabel?: { readonly name: string; readonly value: string };
}
