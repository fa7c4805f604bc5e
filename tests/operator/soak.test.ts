import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { systemClock } from "../../operator/controller/clock.ts";
import type { KubeObject } from "../../operator/controller/kube-object.ts";
import { Reflector } from "../../operator/controller/reflector.ts";
import { kinds } from "../../operator/kinds.ts";
import { FaultProxy, type Fault } from "../cluster/fault-proxy.ts";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { Kubelet } from "./kubelet.ts";
import { RunningOperator } from "./running-operator.ts";
import { World } from "./world.ts";

/** `make soak` runs for long; every test run does it for a moment, so that it does not rot. */
const seconds = Number(process.env["DOCSYNAPSE_SOAK_SECONDS"] ?? 20);
/** A watch that says nothing is given up after some minutes: too long for a short run. */
const stallEverySeconds = 240;
const catchUpMs = seconds > stallEverySeconds ? 420_000 : 90_000;

const cluster = useCluster({
  controllers: ["job-controller", "garbage-collector-controller", "serviceaccount-controller", "namespace-controller"],
});
const names = ["a", "b", "c", "d", "e", "f"] as const;
const published = JSON.stringify({ phase: "Succeeded" });

let world: World;
let proxy: FaultProxy;
let proxied: ApiClient;
beforeAll(async () => {
  world = await World.create(cluster.client, "soak");
  proxy = new FaultProxy(cluster.cluster);
  proxied = await proxy.connect();
}, 1_200_000);
afterAll(async () => {
  await proxied.close();
  await proxy[Symbol.asyncDispose]();
});

const faults: readonly Fault[] = [
  { kind: "answer", status: 500 },
  { kind: "answer", status: 429, headers: { "retry-after": "1" } },
  { kind: "answer", status: 409, body: '{"code":409,"reason":"Conflict","message":"try again"}' },
  { kind: "cut", afterBytes: 300 },
  { kind: "drip", bytes: 40 },
  { kind: "answer", status: 503 },
  { kind: "answer", status: 504, body: "<html>a proxy's page</html>" },
  { kind: "answer", status: 410, body: '{"code":410,"reason":"Expired","message":"too old"}' },
];

test(
  "misses no edit, doubles nothing and grows nowhere, whatever the network and the clock do",
  async () => {
    let jumpMs = 0;
    const clock = { ...systemClock, now: () => new Date(Date.now() + jumpMs) };
    await using jobs = new SeenJobs(cluster.client);
    await using operator = new RunningOperator(proxied, { DOCSYNAPSE_WATCH_NAMESPACE: world.namespace }, { clock });
    for (const name of names) await world.apply(name, { history: { successful: 100 } });
    await until("the first Crawls", async () => (await world.crawls()).length === names.length, catchUpMs);
    const requests = new Map<string, number>(names.map((name) => [name, 0]));
    let injected = 0;
    proxy.decide = ({ path }) => {
      if (path.includes("/leases") || Math.random() > 0.2) return undefined;
      injected += 1;
      return faults[Math.floor(Math.random() * faults.length)];
    };
    const before = measureProcess();

    const endMs = performance.now() + seconds * 1000;
    let stalledMs = performance.now();
    for (let turn = 1; performance.now() < endMs; turn += 1) {
      const name = names[turn % names.length] ?? "a";
      await world.apply(name, { history: { successful: 100 }, scope: { maxPages: turn } }, await ask(name, requests));
      await publishAll();
      if (turn % 5 === 0) proxy.cutWatches();
      // An hour ahead and back again, as a virtual machine that was asleep, or a wrong time server, has it.
      if (turn % 7 === 0) jumpMs = jumpMs === 0 ? 3_600_000 : 0;
      if (performance.now() - stalledMs > stallEverySeconds * 1000) {
        stalledMs = performance.now();
        proxy.stallWatches();
      }
      await sleep(300);
    }
    proxy.decide = () => undefined;
    jumpMs = 0;

    const settleMs = performance.now() + catchUpMs;
    while ((await findUnsettled()).length > 0 && performance.now() < settleMs) await sleep(200);
    expect(await findUnsettled()).toEqual([]);
    const crawls = await world.crawls();
    for (const name of names) {
      // The first crawl and one for each request, neither more nor less.
      expect(crawls.filter(({ spec }) => spec.siteRef.name === name)).toHaveLength(1 + (requests.get(name) ?? 0));
    }
    expect(jobs.doubled).toEqual([]);
    expect(injected).toBeGreaterThan(seconds / 2);
    const after = measureProcess();
    expect(after.sockets).toBeLessThan(before.sockets + 30);
    expect(after.heapMiB).toBeLessThan(before.heapMiB * 1.5 + 20);
    expect(await Promise.race([operator.ended, Promise.resolve("running")])).toBe("running");
  },
  seconds * 1000 + 2 * catchUpMs + 120_000,
);

/** Asks for a crawl where the last request was answered; else repeats it, as an applied file would. */
async function ask(name: string, requests: Map<string, number>): Promise<Record<string, string>> {
  const count = requests.get(name) ?? 0;
  const { status } = await world.site(name);
  const isAnswered = count === 0 ? status?.snapshot !== undefined : status?.lastHandledCrawlRequest === String(count);
  const isIdle = status?.conditions?.some(({ type, status: holds }) => type === "Reconciling" && holds === "False");
  const next = isAnswered && isIdle === true && count < 90 ? count + 1 : count;
  requests.set(name, next);
  return next === 0 ? {} : { "docsynapse.io/crawl-requested-at": String(next) };
}

async function publishAll(): Promise<void> {
  const kubelet = new Kubelet(cluster.client, world.namespace);
  const waiting = await kubelet.listPods("coordinator");
  for (const { metadata } of waiting)
    await kubelet.setPod(metadata.name, "coordinator", finished).catch(() => undefined);
}
const finished = { phase: "Succeeded", exitCode: 0, message: published } as const;

/** What has not come to its end, in words. */
async function findUnsettled(): Promise<readonly string[]> {
  await publishAll();
  const sites = await Promise.all(names.map(async (name) => await world.site(name)));
  return sites.flatMap(({ metadata, status }) => {
    const { generation, name } = metadata;
    const reason = (type: string) => {
      const found = status?.conditions?.find((each) => each.type === type);
      return `${type}=${found?.status} ${found?.reason}: ${found?.message}`;
    };
    const state = [reason("Ready"), reason("Reconciling")];
    const isTold = status?.observedGeneration === generation;
    if (isTold && state[0]?.startsWith("Ready=True") && state[1]?.startsWith("Reconciling=False")) return [];
    return [`${name} at generation ${generation}, told of ${status?.observedGeneration}: ${state.join("; ")}`];
  });
}

/** Every Job that ever was, past the proxy. */
class SeenJobs implements AsyncDisposable {
  readonly doubled: string[] = [];
  readonly #uids = new Map<string, string | undefined>();
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  constructor(client: ApiClient) {
    const reflector = new Reflector({
      client,
      resource: kinds.job,
      namespace: "soak",
      onChange: (key, { metadata }: KubeObject) => {
        const known = this.#uids.get(key) ?? metadata.uid;
        if (known !== metadata.uid) this.doubled.push(key);
        this.#uids.set(key, known);
      },
      onProblem: () => undefined,
    });
    this.#running = reflector.run(this.#stop.signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}

function measureProcess() {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const sockets = process.getActiveResourcesInfo().filter((name) => name.startsWith("TCP")).length;
  return { sockets, heapMiB: process.memoryUsage().heapUsed / 2 ** 20 };
}
