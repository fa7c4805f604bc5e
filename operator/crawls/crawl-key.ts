import { Plan } from "../../crawler/contract.ts";
import type { CrawlKey } from "../../crawler/nats-names.ts";
import type { CrawlPlan } from "../crawl.ts";

const Key = Plan.pick({ site: true, snapshot: true, installation: true });

/** What a crawl is called by in NATS; undefined where the plan does not say it. */
export function readCrawlKey({ configuration }: CrawlPlan): CrawlKey | undefined {
  return Key.strip().safeParse(configuration).data;
}
