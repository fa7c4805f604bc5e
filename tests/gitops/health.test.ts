import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { useCluster } from "../cluster/use-cluster.ts";
import { until } from "../cluster/until.ts";
import { Kubelet } from "../operator/kubelet.ts";
import { RunningOperator } from "../operator/running-operator.ts";
import { World } from "../operator/world.ts";
import { installJudge } from "./install-judge.ts";
import { judgeHealth } from "./judge.ts";

const cluster = useCluster({
  controllers: ["job-controller", "garbage-collector-controller", "serviceaccount-controller"],
});
const counts = { discovered: 12, stored: 9, unchanged: 1, changed: 9, removed: 0, skipped: 1, failed: 1 };
const report = (phase: string, rest: object = {}) => JSON.stringify({ phase, counts, ...rest });
const failed = report("Failed", { reason: "Unreachable", message: "docs.example.org does not answer" });

let world: World;
let kubelet: Kubelet;
let operator: RunningOperator;
let count = 0;

beforeAll(() => {
  installJudge();
}, 1_200_000);
beforeEach(async () => {
  world = await World.create(cluster.client, `health-${(count += 1)}`);
  kubelet = new Kubelet(cluster.client, world.namespace);
  operator = new RunningOperator(cluster.client);
});
afterEach(async () => {
  await operator[Symbol.asyncDispose]();
  for (const name of await world.names("docSite")) await world.delete("docSite", name);
});

const publish = async () =>
  await kubelet.set("coordinator", { phase: "Succeeded", exitCode: 0, message: report("Succeeded") });
const fail = async () => await kubelet.set("coordinator", { phase: "Failed", exitCode: 69, message: failed });
const request = async (value: string) =>
  await world.patch("docSite", "guide", { metadata: { annotations: { "docsynapse.io/crawl-requested-at": value } } });
const site = async () => judgeHealth(await world.site("guide"));
const crawl = async () => judgeHealth((await world.crawls())[0] ?? {});

describe("Argo CD's health and kstatus of a DocSite", { timeout: 240_000 }, () => {
  test("follow it from its creation to a snapshot, a suspension and back", async () => {
    const created = await world.apply("guide", {});
    expect(judgeHealth(created)).toBe("Progressing InProgress");
    await world.untilCondition("guide", "Reconciling", "True", "Crawling");
    expect([await site(), await crawl()]).toEqual(["Progressing InProgress", "Progressing InProgress"]);

    await publish();
    await world.untilCondition("guide", "Reconciling", "False", "Idle");
    expect([await site(), await crawl()]).toEqual(["Healthy Current", "Healthy Current"]);

    const edited = await world.apply("guide", { suspend: true });
    expect(judgeHealth(edited)).toBe("Progressing InProgress");
    await world.untilCondition("guide", "Reconciling", "False", "Suspended");
    expect(await site()).toBe("Suspended Current");
  });

  test("tell a first crawl that failed, and one that waits for its schedule", async () => {
    await world.apply("guide", {});
    await fail();
    await world.untilCondition("guide", "Stalled", "True", "CrawlFailed");
    expect([await site(), await crawl()]).toEqual(["Degraded Failed", "Degraded Failed"]);

    await world.apply("guide", { schedule: "0 3 1 1 *" });
    await until("the second Crawl", async () => (await world.crawls()).length === 2);
    await fail();
    await world.untilCondition("guide", "Ready", "False", "CrawlFailed");
    await until("its end", async () => (await world.condition("guide", "Reconciling"))?.status === "False");
    expect(await site()).toBe("Degraded InProgress");
  });

  test("tell a snapshot that is no longer renewed, and pods in trouble", async () => {
    await world.apply("guide", {});
    await publish();
    await world.untilCondition("guide", "Ready", "True", "Published");
    await request("one");
    await fail();
    await world.untilCondition("guide", "Degraded", "True", "CrawlFailed");
    await until("its end", async () => (await world.condition("guide", "Reconciling"))?.status === "False");
    expect(await site()).toBe("Degraded Current");

    await request("two");
    await kubelet.set("worker", { phase: "Pending", waiting: "ImagePullBackOff" });
    await world.untilCondition("guide", "Degraded", "True", "ImagePullFailed");
    expect(await site()).toBe("Degraded InProgress");
  });

  test("tell a spec that is invalid", async () => {
    await world.apply("guide", { timeZone: "Mars/Olympus" });
    await world.untilCondition("guide", "Stalled", "True", "InvalidSpec");

    expect(await site()).toBe("Degraded Failed");
  });

  test("tell a Crawl that is suspended", async () => {
    await world.apply("guide", {});
    await until("the Crawl", async () => (await world.crawls()).length === 1);
    await world.patch("crawl", (await world.crawls())[0]?.metadata.name ?? "", { spec: { suspend: true } });
    await until("its phase", async () => (await world.crawls())[0]?.status?.phase === "Suspended");

    expect((await crawl()).split(" ")[0]).toBe("Suspended");
  });
});
