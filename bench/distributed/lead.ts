import type { CrawlEvent } from "../../crawler/local/events.ts";
import { leadCrawl } from "../../crawler/distributed/lead-crawl.ts";
import { planOf } from "./pretended-site.ts";

/**
 * `node lead.ts NATS SNAPSHOT FOLDER ANSWERS`: a coordinator that is interrupted after so many answers; one that wants none
 * is interrupted as soon as it is where the one before it was. Writes what it took as a line of JSON.
 */
const [url = "", snapshot = "", path = "", wanted = 0] = process.argv.slice(2);
const until = new AbortController();
let answers = 0;
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
    if (endAtMs !== undefined || !isWanted(event)) return;
    endAtMs = performance.now();
    until.abort();
  },
  onPulse: () => undefined,
});
if (endAtMs === undefined) throw new Error(`the crawl ended before that: ${JSON.stringify(result)}`);
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const figures = {
  // From the start of the process: what a restart takes.
  sinceStartSeconds: endAtMs / 1000,
  crawlSeconds: (endAtMs - (firstAtMs ?? endAtMs)) / 1000,
  cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
  peakMb: (maxRSS * 1024) / 1e6,
  discovered: result.counts.discovered,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);

function isWanted(event: CrawlEvent): boolean {
  if (event.type === "note") return Number(wanted) === 0 && event.message.startsWith("continuing:");
  if (event.type !== "page") return false;
  answers += 1;
  return answers === Number(wanted);
}
