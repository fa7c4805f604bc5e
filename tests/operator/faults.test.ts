import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { FaultProxy, type Fault } from "../cluster/fault-proxy.ts";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { Kubelet } from "./kubelet.ts";
import { RunningOperator } from "./running-operator.ts";
import { World } from "./world.ts";

const cluster = useCluster({
  controllers: ["job-controller", "garbage-collector-controller", "serviceaccount-controller", "namespace-controller"],
});
const published = JSON.stringify({ phase: "Succeeded" });

let world: World;
let kubelet: Kubelet;
let proxy: FaultProxy;
let proxied: ApiClient;
let count = 0;

beforeEach(async () => {
  world = await World.create(cluster.client, `faults-${(count += 1)}`);
  kubelet = new Kubelet(cluster.client, world.namespace);
  proxy = new FaultProxy(cluster.cluster);
  proxied = await proxy.connect();
});
afterEach(async () => {
  await proxied.close();
  await proxy[Symbol.asyncDispose]();
  for (const name of await world.names("docSite")) await world.delete("docSite", name);
});

const images = async () => {
  const jobs = await world.list<{
    metadata: { name: string };
    spec: { template: { spec: { containers: { image: string }[] } } };
  }>("job");
  return jobs.map(({ spec }) => spec.template.spec.containers[0]?.image);
};

describe("the operator", () => {
  test("that is newer leaves a running crawl as it is", async () => {
    const environment = { DOCSYNAPSE_WATCH_NAMESPACE: world.namespace };
    const before = await world.apply("guide", {});
    await using older = new RunningOperator(cluster.client, {
      ...environment,
      DOCSYNAPSE_IMAGE: "crawler:1",
      DOCSYNAPSE_BROWSER_IMAGE: "browser:1",
    });
    await until("the Jobs", async () => (await world.names("job")).length === 2);
    const names = await world.names("job");
    await older[Symbol.asyncDispose]();

    await using operators = new AsyncDisposableStack();
    operators.use(
      new RunningOperator(cluster.client, {
        ...environment,
        DOCSYNAPSE_IMAGE: "crawler:2",
        DOCSYNAPSE_BROWSER_IMAGE: "browser:2",
      }),
    );
    await sleep(2000);

    expect(await images()).toEqual(["crawler:1", "browser:1"]);
    expect(await world.names("job")).toEqual(names);
    expect((await world.site("guide")).metadata.generation).toBe(before.metadata.generation);
    await kubelet.set("coordinator", { phase: "Succeeded", exitCode: 0, message: published });
    await world.untilCondition("guide", "Ready", "True", "Published");
  });

  test("that is cut off stops, and the other one goes on without doubling anything", async () => {
    const environment = { DOCSYNAPSE_WATCH_NAMESPACE: world.namespace, DOCSYNAPSE_NAMESPACE: world.namespace };
    const leaseTiming = { leaseMs: 6000, renewMs: 4000, retryMs: 500, giveUpMs: 8000 };
    await using cutOff = new RunningOperator(proxied, environment, { leaseTiming });
    await world.apply("guide", {});
    await until("the Jobs", async () => (await world.names("job")).length === 2);
    await using operators = new AsyncDisposableStack();
    operators.use(new RunningOperator(cluster.client, environment, { leaseTiming }));

    proxy.decide = () => ({ kind: "hang" });
    proxy.stallWatches();
    expect(await cutOff.ended).toBe("lost");
    await kubelet.set("coordinator", { phase: "Succeeded", exitCode: 0, message: published });
    await until("the other one", async () => (await world.condition("guide", "Ready"))?.status === "True", 60_000);

    expect(await world.crawls()).toHaveLength(1);
  }, 120_000);

  test("misses no edit and doubles no Job behind a bad network", async () => {
    const faults: Fault[] = [
      { kind: "answer", status: 500 },
      { kind: "answer", status: 429, headers: { "retry-after": "0" } },
      { kind: "answer", status: 409, body: '{"code":409,"reason":"Conflict","message":"try again"}' },
      { kind: "cut", afterBytes: 200 },
      { kind: "drip", bytes: 50 },
      { kind: "answer", status: 503 },
      { kind: "answer", status: 410, body: '{"code":410}' },
    ];
    let [turn, injected] = [0, 0];
    proxy.decide = ({ path }) => {
      turn += 1;
      if (turn % 4 !== 0 || path.includes("/leases")) return undefined;
      injected += 1;
      return faults[injected % faults.length];
    };
    await using operators = new AsyncDisposableStack();
    operators.use(new RunningOperator(proxied, { DOCSYNAPSE_WATCH_NAMESPACE: world.namespace }));
    const names = ["a", "b", "c", "d", "e"];
    for (const name of names) await world.apply(name, {});
    await until("all Jobs", async () => (await world.names("job")).length === 10, 60_000);

    for (let round = 0; round < names.length; round += 1) {
      await kubelet.set("coordinator", { phase: "Succeeded", exitCode: 0, message: published });
      proxy.cutWatches();
    }
    for (const name of names) await world.apply(name, { scope: { maxPages: 7 } });

    const isDone = async (name: string) => {
      const { status } = await world.site(name);
      const ready = status?.conditions?.find(({ type }) => type === "Ready");
      return status?.observedGeneration === 2 && ready?.status === "True";
    };
    for (const name of names) await until(`${name} to be ready`, async () => await isDone(name), 60_000);
    expect(await world.crawls()).toHaveLength(5);
    expect(injected).toBeGreaterThan(20);
  }, 180_000);
});
