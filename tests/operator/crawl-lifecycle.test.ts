import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isDeepStrictEqual } from "node:util";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { Kubelet } from "./kubelet.ts";
import { RunningOperator } from "./running-operator.ts";
import { World } from "./world.ts";

const cluster = useCluster({
  controllers: ["job-controller", "garbage-collector-controller", "serviceaccount-controller", "namespace-controller"],
});
const counts = { discovered: 12, stored: 9, unchanged: 1, changed: 9, removed: 0, skipped: 1, failed: 1 };
const published = JSON.stringify({ phase: "Succeeded", counts, uri: "volume://guide", bytes: 4096 });

let world: World;
let kubelet: Kubelet;
let operator: RunningOperator;
let count = 0;

beforeEach(async () => {
  world = await World.create(cluster.client, `story-${(count += 1)}`);
  kubelet = new Kubelet(cluster.client, world.namespace);
  operator = new RunningOperator(cluster.client);
});
afterEach(async () => {
  await operator[Symbol.asyncDispose]();
  for (const name of await world.names("docSite")) await world.delete("docSite", name);
});

const publish = async () => await kubelet.set("coordinator", { phase: "Succeeded", exitCode: 0, message: published });

describe("a DocSite in a cluster", () => {
  test("is crawled, published, and then nothing is written any more", async () => {
    await world.apply("guide", {});
    await until("the Jobs", async () => (await world.names("job")).length === 2);
    const [crawl] = await world.crawls();
    expect(await world.names("job")).toEqual([
      `${crawl?.metadata.name}-coordinator`,
      `${crawl?.metadata.name}-workers`,
    ]);
    expect(await world.names("claim")).toEqual(["guide-docsynapse"]);
    await until("the policies", async () => (await world.names("networkPolicy")).length === 2);

    await kubelet.set("coordinator", { phase: "Running" });
    await until("seeding", async () => (await world.crawls())[0]?.status?.phase === "Seeding");
    expect(operator.released).toEqual(new Set());
    await publish();
    await world.untilCondition("guide", "Ready", "True", "Published");

    await until("the Jobs to go", async () => (await world.names("job")).length === 0);
    await until("the end", async () => (await world.condition("guide", "Reconciling"))?.status === "False");
    expect(operator.released).toEqual(new Set([`${world.namespace}/guide`]));
    const { status } = await world.site("guide");
    expect(status?.snapshot).toMatchObject({ pages: 10, changed: 9, uri: "volume://guide" });
    expect(status?.lastCrawl).toMatchObject({ phase: "Succeeded", pages: { fetched: 9, failed: 1 } });
    expect(await world.names("claim")).toEqual(["guide-docsynapse"]);

    const before = cluster.cluster.readWrites().filter(isOurs).length;
    await sleep(3000);
    expect(cluster.cluster.readWrites().filter(isOurs).slice(before)).toEqual([]);
  });

  test("that fails says why, and is crawled again when it is edited", async () => {
    await world.apply("guide", {});

    const message = JSON.stringify({
      phase: "Failed",
      reason: "Unreachable",
      message: "docs.example.org does not answer",
    });
    await kubelet.set("coordinator", { phase: "Failed", exitCode: 69, message });
    await world.untilCondition("guide", "Stalled", "True", "CrawlFailed");
    expect((await world.condition("guide", "Ready"))?.message).toContain("docs.example.org does not answer");

    await world.apply("guide", { scope: { maxPages: 5 } });
    await until("another Crawl", async () => (await world.crawls()).length === 2);
  });

  test("tells what a bad configuration and a missing image need", async () => {
    await world.apply("guide", {});

    await kubelet.set("worker", { phase: "Pending", waiting: "ImagePullBackOff" });
    await world.untilCondition("guide", "Degraded", "True", "ImagePullFailed");
    await kubelet.set("coordinator", { phase: "Failed", exitCode: 78 });
    await until("the Crawl to fail", async () => (await world.crawls())[0]?.status?.phase === "Failed");

    const [crawl] = await world.crawls();
    expect(crawl?.status?.conditions?.find(({ type }) => type === "Stalled")).toMatchObject({
      reason: "BadConfiguration",
    });
  });

  test("an interrupted coordinator goes on in another pod", async () => {
    await world.apply("guide", {});

    const first = await kubelet.set("coordinator", { phase: "Failed", exitCode: 75 });
    await until(
      "another pod",
      async () => (await kubelet.listPods("coordinator")).some(({ metadata }) => metadata.name !== first),
      60_000,
    );
    await publish();
    await world.untilCondition("guide", "Ready", "True", "Published");

    expect(await world.crawls()).toHaveLength(1);
  }, 90_000);

  test("is crawled when the annotation asks, once for each value", async () => {
    await world.apply("guide", {});
    await publish();
    await world.untilCondition("guide", "Ready", "True", "Published");

    await world.patch("docSite", "guide", { metadata: { annotations: { "docsynapse.io/crawl-requested-at": "one" } } });
    await until("the second Crawl", async () => (await world.crawls()).length === 2);
    await until("it to be told", async () => (await world.site("guide")).status?.lastHandledCrawlRequest === "one");
    await publish();
    await until("its end", async () => (await world.crawls()).every(({ status }) => status?.phase === "Succeeded"));
    await sleep(500);

    expect(await world.crawls()).toHaveLength(2);
    const site = await world.site("guide");
    expect(site.metadata.annotations).toEqual({ "docsynapse.io/crawl-requested-at": "one" });
  });

  test("waits for its host, and starts when the other has ended", async () => {
    await world.apply("first", { url: "https://same.example.org/a/" });
    await until("the first Crawl", async () => (await world.crawls()).length === 1);
    await world.apply("second", { url: "https://same.example.org/b/" });

    await world.untilCondition("second", "Reconciling", "True", "WaitingForHost");
    expect(await world.crawls()).toHaveLength(1);
    await publish();

    await until("the second Crawl", async () => (await world.crawls()).length === 2);
  });

  test("a Crawl is scaled by hand and by what seeding found, and its Job follows", async () => {
    await world.apply("guide", {
      workers: { min: 1, max: 6 },
      politeness: { requestsPerSecond: 0, maxConcurrency: 64 },
    });
    await until("the Jobs", async () => (await world.names("job")).length === 2);
    const name = (await world.crawls())[0]?.metadata.name ?? "";
    const parallelism = async () => {
      const jobs = await world.list<{ metadata: { name: string }; spec: { parallelism: number } }>("job");
      return jobs.find(({ metadata }) => metadata.name === `${name}-workers`)?.spec.parallelism;
    };

    operator.report = { phase: "Crawling", counts: { ...counts, discovered: 700 } };
    await until("four workers", async () => (await parallelism()) === 4);
    await world.patch("crawl", name, { spec: { replicas: 2 } }, "scale");
    await until("two workers", async () => (await parallelism()) === 2);

    const [crawl] = await world.crawls();
    expect(crawl?.status?.pages?.discovered).toBe(700);
    expect((await world.list<{ metadata: { name: string }; spec: object }>("autoscaler"))[0]?.spec).toMatchObject({
      minReplicas: 1,
      maxReplicas: 6,
      scaleTargetRef: { kind: "Crawl", name },
    });
  });

  test("a suspended Crawl has no pods, and goes on when resumed", async () => {
    await world.apply("guide", {});
    await until("the pods", async () => (await kubelet.listPods("worker")).length === 1);
    const name = (await world.crawls())[0]?.metadata.name ?? "";

    await world.patch("crawl", name, { spec: { suspend: true } });
    await until(
      "no pods",
      async () => (await kubelet.listPods("worker")).length + (await kubelet.listPods("coordinator")).length === 0,
    );
    await until("the phase", async () => (await world.crawls())[0]?.status?.phase === "Suspended");
    await world.patch("crawl", name, { spec: { suspend: false } });

    await until("pods", async () => (await kubelet.listPods("coordinator")).length === 1);
    expect((await world.crawls())[0]?.status?.phase).not.toBe("Succeeded");
  });

  test("a Crawl made by hand gets the DocSite's plan", async () => {
    await world.apply("guide", { suspend: true });
    const path = `/apis/docsynapse.io/v1alpha1/namespaces/${world.namespace}/crawls`;
    const body = {
      apiVersion: "docsynapse.io/v1alpha1",
      kind: "Crawl",
      metadata: { name: "mine" },
      spec: { siteRef: { name: "guide" } },
    };
    await cluster.client.request({ method: "POST", path, body });

    await until("the Jobs", async () => (await world.names("job")).length === 2);

    const [crawl] = await world.crawls();
    expect(crawl?.spec.plan).toMatchObject({ trigger: "Manual", host: "guide.example.org" });
  });

  test("takes its Crawls and Jobs along when it is deleted, and leaves the claim", async () => {
    await world.apply("guide", {});
    await until("the Jobs", async () => (await world.names("job")).length === 2);

    await world.delete("docSite", "guide");

    await until("the Crawl to go", async () => (await world.crawls()).length === 0);
    await until("the Jobs to go", async () => (await world.names("job")).length === 0);
    expect(await world.names("claim")).toEqual(["guide-docsynapse"]);
    await until("NATS to be told", () => operator.released.has(`${world.namespace}/guide`));
  });

  test("a GitOps tool that applies it again and again sees no drift and makes no change", async () => {
    const applied = await world.apply("guide", { schedule: "0 3 * * *" });
    await publish();
    await world.untilCondition("guide", "Ready", "True", "Published");
    const before = await world.site("guide");

    for (let round = 0; round < 5; round += 1) await world.apply("guide", { schedule: "0 3 * * *" });
    const after = await world.site("guide");

    expect(after.spec).toEqual(applied.spec);
    expect(after.metadata.generation).toBe(1);
    expect(isDeepStrictEqual([after.metadata.labels, after.metadata.annotations], [undefined, undefined])).toBe(true);
    expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
  });

  test("what the API server cannot refuse stalls with the field, and heals by an edit", async () => {
    await world.apply("guide", { timeZone: "Mars/Olympus" });
    await world.untilCondition("guide", "Stalled", "True", "InvalidSpec");
    expect((await world.condition("guide", "Stalled"))?.message).toContain("spec.timeZone");

    await world.apply("guide", { timeZone: "Europe/Berlin" });

    await world.untilCondition("guide", "Reconciling", "True", "Crawling");
    expect((await world.condition("guide", "Stalled"))?.status).toBe("False");
  });
});

function isOurs({
  userAgent,
  requestURI,
  user,
}: {
  userAgent?: string;
  requestURI: string;
  user: { username: string };
}): boolean {
  return user.username === "admin" && !requestURI.includes("/leases") && userAgent !== undefined;
}
