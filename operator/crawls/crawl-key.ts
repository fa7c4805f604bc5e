import { Plan } from "../../crawler/contract.ts";
import type { CrawlKey, StreamsPlan } from "../../crawler/nats-names.ts";
import type { CrawlPlan } from "../crawl.ts";

const Key = Plan.pick({ site: true, snapshot: true, installation: true });

const Streams = Key.extend({
  streams: Plan.shape.streams.unwrap().strip().optional(),
  limits: Plan.shape.limits.pick({ requestTimeoutMs: true }).strip(),
}).strip();

/** Whether the operator makes what the crawl has in NATS; then its coordinator may not. */
export const areStreamsProvided = (plan: CrawlPlan): boolean => readProvidedStreams(plan) !== undefined;

/** What they are made by, also of a plan that a later version wrote; undefined where the coordinator makes them. */
export function readProvidedStreams({ configuration }: CrawlPlan): StreamsPlan | undefined {
  const { data } = Streams.safeParse(configuration);
  return data?.streams?.areProvided === true ? data : undefined;
}

/** What a crawl is called by in NATS; undefined where the plan does not say it. */
export function readCrawlKey({ configuration }: CrawlPlan): CrawlKey | undefined {
  return Key.strip().safeParse(configuration).data;
}
