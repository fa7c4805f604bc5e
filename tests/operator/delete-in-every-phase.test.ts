import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { Kubelet } from "./kubelet.ts";
import { RunningOperator } from "./running-operator.ts";
import { World } from "./world.ts";

const cluster = useCluster({
  controllers: ["job-controller", "garbage-collector-controller", "serviceaccount-controller", "namespace-controller"],
});
let operator: RunningOperator;
beforeAll(() => {
  operator = new RunningOperator(cluster.client);
});
afterAll(async () => {
  await operator[Symbol.asyncDispose]();
});

const counts = { discovered: 3, stored: 3, unchanged: 0, changed: 3, removed: 0, skipped: 0, failed: 0 };
const published = JSON.stringify({ phase: "Succeeded", counts });

type Reach = (world: World, kubelet: Kubelet) => Promise<unknown>;
const patchCrawl = async (world: World, body: object) =>
  await world.patch("crawl", (await world.crawls())[0]?.metadata.name ?? "", body);

const phases: Readonly<Record<string, Reach>> = {
  Pending: async () => await Promise.resolve(),
  Seeding: async (_, kubelet) => await kubelet.set("coordinator", { phase: "Running" }),
  Crawling: async (_, kubelet) => {
    operator.report = { phase: "Crawling", counts };
    await kubelet.set("coordinator", { phase: "Running" });
  },
  Publishing: async (_, kubelet) => {
    operator.report = { phase: "Publishing", counts };
    await kubelet.set("coordinator", { phase: "Running" });
  },
  Suspended: async (world) => await patchCrawl(world, { spec: { suspend: true } }),
  Failed: async (_, kubelet) => await kubelet.set("coordinator", { phase: "Failed", exitCode: 69 }),
  Succeeded: async (_, kubelet) =>
    await kubelet.set("coordinator", { phase: "Succeeded", exitCode: 0, message: published }),
};

test.each(Object.keys(phases))("a DocSite whose Crawl is %s takes all but its claim along", async (phase) => {
  operator.report = undefined;
  const world = await World.create(cluster.client, `delete-${phase.toLowerCase()}`);
  const kubelet = new Kubelet(cluster.client, world.namespace);
  await world.apply("guide", {});
  await until("the Jobs", async () => (await world.names("job")).length === 2);
  await phases[phase]?.(world, kubelet);
  await until(`the phase ${phase}`, async () => (await world.crawls())[0]?.status?.phase === phase);

  await world.delete("docSite", "guide");

  await until("all to go", async () => {
    const left = await Promise.all(
      (["crawl", "job", "autoscaler", "networkPolicy", "configMap"] as const).map(async (kind) => {
        const objects = await world.list(kind);
        return objects.filter(({ metadata }) => metadata.name !== "kube-root-ca.crt");
      }),
    );
    return left.flat().length === 0;
  });
  expect(await world.names("claim")).toEqual(["guide-docsynapse"]);
  await until("NATS to be told", () => operator.released.has(`${world.namespace}/guide`));
});
