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
