import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../operator/controller/clock.ts";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { Kubelet } from "./kubelet.ts";
import { RunningOperator } from "./running-operator.ts";
import { World } from "./world.ts";

const cluster = useCluster({
  controllers: ["job-controller", "garbage-collector-controller", "serviceaccount-controller", "namespace-controller"],
});
const dayMs = 86_400_000;
let days = 0;
const clock = { ...systemClock, now: () => new Date(Date.now() + days * dayMs) };
let world: World;
let operator: RunningOperator;
beforeAll(async () => {
  world = await World.create(cluster.client, "schedule");
  operator = new RunningOperator(cluster.client, {}, { clock });
});
afterAll(async () => {
  await operator[Symbol.asyncDispose]();
});

const published = JSON.stringify({ phase: "Succeeded" });
const publish = async () =>
  await new Kubelet(cluster.client, world.namespace).set("coordinator", {
    phase: "Succeeded",
    exitCode: 0,
    message: published,
  });
/** The operator looks by itself when the time has come; a clock that jumps is looked at with the next change. */
const nudge = async () => await world.patch("docSite", "guide", { metadata: { annotations: { day: String(days) } } });

test("a schedule starts one crawl a day, and the history is as long as it says", async () => {
  await world.apply("guide", { schedule: "0 3 * * *", history: { successful: 2 } });
  await publish();
  await world.untilCondition("guide", "Reconciling", "False", "Scheduled");
  const next = (await world.site("guide")).status?.nextCrawlTime;
  expect(next).toMatch(/T03:00:00Z$/);

  const made = new Set((await world.crawls()).map(({ metadata }) => metadata.name));
  for (const day of [1, 2, 3]) {
    days = day;
    await nudge();
    await until("another Crawl", async () => (await world.crawls()).some(({ metadata }) => !made.has(metadata.name)));
    for (const { metadata } of await world.crawls()) made.add(metadata.name);
    await publish();
    await world.untilCondition("guide", "Reconciling", "False", "Scheduled");
  }

  await until("the history", async () => (await world.crawls()).length === 2);
  expect(made.size).toBe(4);
  expect((await world.crawls()).map(({ spec }) => spec.plan?.trigger)).toEqual(["Schedule", "Schedule"]);
  expect((await world.site("guide")).status?.lastCrawl?.phase).toBe("Succeeded");
}, 60_000);
