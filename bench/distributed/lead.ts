import { leadCrawl } from "../../crawler/distributed/lead-crawl.ts";
import { planOf } from "./pretended-site.ts";

/**
 * `node lead.ts NATS SNAPSHOT FOLDER`: a coordinator until all is answered; then it is interrupted, as what follows is
 * publishing, which is the same as in one process. Writes what it took as a line of JSON.
 */
const [url = "", snapshot = "", path = ""] = process.argv.slice(2);
const until = new AbortController();
let firstAtMs: number | undefined;
let endAtMs: number | undefined;
const result = await leadCrawl({
  plan: planOf(snapshot),
  nats: { servers: [url] },
  target: { type: "volume", path },
  storeAccess: {},
  deletesStreams: false,
  signal: until.signal,
  onEvent: (event) => {
    if (event.type === "page") firstAtMs ??= performance.now();
    if (event.type !== "phase" || event.phase !== "Publishing") return;
    endAtMs = performance.now();
    until.abort();
  },
  onPulse: () => undefined,
});
if (endAtMs === undefined) throw new Error(`the crawl ended before it published: ${JSON.stringify(result)}`);
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const figures = {
  // From the start of the process: what a restart takes, until the crawl is where it was.
  sinceStartSeconds: endAtMs / 1000,
  crawlSeconds: (endAtMs - (firstAtMs ?? endAtMs)) / 1000,
  cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
  peakMb: (maxRSS * 1024) / 1e6,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
