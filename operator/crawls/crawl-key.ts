import { Plan } from "../../crawler/contract.ts";
import type { CrawlKey } from "../../crawler/nats-names.ts";
import type { CrawlPlan } from "../crawl.ts";

const Key = Plan.pick({ site: true, snapshot: true, installation: true });

const Streams = Plan.pick({ streams: true });

/** Whether the operator makes what the crawl has in NATS; then its coordinator may not. */
export const areStreamsProvided = ({ configuration }: CrawlPlan): boolean =>
  Streams.strip().safeParse(configuration).data?.streams?.areProvided === true;

/** What a crawl is called by in NATS; undefined where the plan does not say it. */
export function readCrawlKey({ configuration }: CrawlPlan): CrawlKey | undefined {
  return Key.strip().safeParse(configuration).data;
}
