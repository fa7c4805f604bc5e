import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { RunningOperator } from "./running-operator.ts";
import { World } from "./world.ts";

const cluster = useCluster({
  controllers: ["job-controller", "serviceaccount-controller", "namespace-controller", "resourcequota-controller"],
});

let world: World;
let operator: RunningOperator;
let count = 0;

beforeEach(async () => {
  world = await World.create(cluster.client, `refusals-${(count += 1)}`);
  operator = new RunningOperator(cluster.client, { DOCSYNAPSE_WATCH_NAMESPACE: world.namespace });
});
afterEach(async () => {
  await operator[Symbol.asyncDispose]();
  for (const name of await world.names("docSite")) await world.delete("docSite", name);
});

const quotas = () => `/api/v1/namespaces/${world.namespace}/resourcequotas`;

async function limit(hard: Record<string, string>): Promise<void> {
  const body = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "team" }, spec: { hard } };
  await cluster.client.request({ method: "POST", path: quotas(), body });
  await until("the quota to count", async () => {
    const { status } = await cluster.client.request<{ status?: { used?: object } }>({
      method: "GET",
      path: `${quotas()}/team`,
    });
    return status?.used !== undefined;
  });
}

const crawlCondition = async (type: string) =>
  (await world.crawls())[0]?.status?.conditions?.find((condition) => condition.type === type);

describe("a crawl tells what the namespace refuses it:", () => {
  test("its Jobs, until the quota is raised", async () => {
    await limit({ "count/jobs.batch": "1" });
    await world.apply("guide", {});

    await world.untilCondition("guide", "Degraded", "True", "QuotaExceeded");
    expect((await crawlCondition("Degraded"))?.message).toContain("ResourceQuota team");
    await cluster.client.request({ method: "DELETE", path: `${quotas()}/team` });

    await until("the Jobs", async () => (await world.names("job")).length === 2, 30_000);
    await world.untilCondition("guide", "Degraded", "False", "NeverCrawled");
  }, 60_000);

  test("its pods, of which only the Job controller's events tell", async () => {
    await limit({ pods: "1" });
    await world.apply("guide", {});

    await until("the condition", async () => (await crawlCondition("Degraded"))?.reason === "QuotaExceeded", 60_000);
    expect((await crawlCondition("Degraded"))?.message).toMatch(/^pods of Job guide-.* ResourceQuota team/);
  }, 90_000);

  test("the Crawl itself, which then waits", async () => {
    await limit({ "count/crawls.docsynapse.io": "0" });
    await world.apply("guide", {});

    await world.untilCondition("guide", "Reconciling", "True", "QuotaExceeded");
    expect(await world.crawls()).toEqual([]);
  }, 60_000);

  test.each([
    ["pods", "Container", { memory: "64Mi" }, "maximum memory usage per Container is 64Mi"],
    ["claim", "PersistentVolumeClaim", { storage: "1Gi" }, "maximum storage usage per PersistentVolumeClaim is 1Gi"],
  ])(
    "its %s by a LimitRange",
    async (_, type, max, words) => {
      const path = `/api/v1/namespaces/${world.namespace}/limitranges`;
      const body = { metadata: { name: "range" }, spec: { limits: [{ type, max }] } };
      await cluster.client.request({ method: "POST", path, body });
      await world.apply("guide", {});

      await until(
        "the condition",
        async () => (await crawlCondition("Degraded"))?.reason === "CreationRefused",
        60_000,
      );
      expect((await crawlCondition("Degraded"))?.message).toContain(`a LimitRange of the namespace says: ${words}`);
    },
    90_000,
  );

  test("for good where its resources contradict each other", async () => {
    await world.apply("guide", { workers: { resources: { requests: { memory: "2Gi" }, limits: { memory: "1Gi" } } } });

    await world.untilCondition("guide", "Stalled", "True", "CrawlFailed");
    expect((await world.condition("guide", "Stalled"))?.message).toContain(
      "must be less than or equal to memory limit",
    );
  });
});
