import { noCrawlDefaults } from "./crawl-defaults.ts";
import type { OperatorSettings } from "./settings.ts";

/** Settings for tests: no spread, so that scheduled times are exact. */
export const testSettings: OperatorSettings = {
  image: "docsynapse/crawler:test",
  browserImage: "docsynapse/crawler:test-browser",
  natsUrl: "nats://nats.nats:4222",
  natsLogin: { kind: "none", entries: [] },
  streamReplicas: 1,
  natsPodLabel: { name: "app.kubernetes.io/name", value: "nats" },
  maxActiveCrawls: 10,
  maxActiveCrawlsPerHost: 1,
  scheduleSpreadMs: 0,
  crawlDeadlineSeconds: 86_400,
  deniedRanges: [],
  crawls: noCrawlDefaults,
  features: { OwnProfiles: true, OperatorStreams: true, PodRefusals: true },
};
