import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FaultProxy, type Fault } from "../../tests/cluster/fault-proxy.ts";
import { until } from "../../tests/cluster/until.ts";
import { useCluster } from "../../tests/cluster/use-cluster.ts";
import type { ApiClient } from "./api-client.ts";
import type { Resource } from "./kube-object.ts";
import { Reflector, type ReflectorOptions } from "./reflector.ts";

const configMaps: Resource = { group: "", version: "v1", kind: "ConfigMap", plural: "configmaps" };
const world = useCluster();
let proxy: FaultProxy;
let proxied: ApiClient;
let namespace: string;
let stop: AbortController;
let running: Promise<void>[];
let count = 0;

beforeEach(async () => {
  namespace = `reflector-${(count += 1)}`;
  await world.client.request({ method: "POST", path: "/api/v1/namespaces", body: { metadata: { name: namespace } } });
  proxy = new FaultProxy(world.cluster);
  proxied = await proxy.connect();
  stop = new AbortController();
  running = [];
});
afterEach(async () => {
  stop.abort();
  await Promise.all(running);
  await proxied.close();
  await proxy[Symbol.asyncDispose]();
});

const path = (name = "") => `/api/v1/namespaces/${namespace}/configmaps${name === "" ? "" : `/${name}`}`;
const create = async (name: string) =>
  await world.client.request({ method: "POST", path: path(), body: { metadata: { name }, data: { n: "0" } } });
const edit = async (name: string, n: number) =>
  await world.client.request({
    method: "PATCH",
    path: path(name),
    contentType: "application/merge-patch+json",
    body: { data: { n: String(n) } },
  });
const remove = async (name: string) => await world.client.delete(configMaps, namespace, name);

function start(options: Partial<ReflectorOptions> = {}) {
  const changes: string[] = [];
  const problems: unknown[] = [];
  const reflector = new Reflector({
    client: proxied,
    resource: configMaps,
    namespace,
    onChange: (key) => changes.push(key.replace(`${namespace}/`, "")),
    onProblem: (problem) => problems.push(problem),
    timing: { firstPauseMs: 20, maxPauseMs: 200 },
    ...options,
  });
  running.push(reflector.run(stop.signal));
  return { reflector, changes, problems };
}

const read = (reflector: Reflector) =>
  Object.fromEntries(
    [...reflector.values()]
      .map((object) => object as typeof object & { data: { n: string } })
      .filter(({ metadata }) => metadata.name !== "kube-root-ca.crt")
      .map(({ metadata, data }) => [metadata.name, Number(data.n)]),
  );
const lists = () => proxy.requests.filter(({ isWatch }) => !isWatch).length;
const watches = () => proxy.requests.filter(({ isWatch }) => isWatch).length;

describe("a reflector", () => {
  test("lists in pages, then follows what is made, edited and deleted", async () => {
    for (const name of ["a", "b", "c", "d", "e"]) await create(name);

    const { reflector } = start({ pageSize: 2 });
    await until("the first list", () => reflector.isSynced);
    await create("f");
    await edit("a", 7);
    await remove("b");
    await until("the changes", () => read(reflector)["a"] === 7 && !("b" in read(reflector)));

    expect(read(reflector)).toEqual({ a: 7, c: 0, d: 0, e: 0, f: 0 });
    expect(lists()).toBe(3);
  });

  test("keeps neither managed fields nor what kubectl applied last", async () => {
    await world.client.request({
      method: "POST",
      path: path(),
      body: {
        metadata: {
          name: "a",
          annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}", mine: "yes" },
        },
        data: { n: "0" },
      },
    });

    const { reflector } = start();
    await until("the first list", () => reflector.isSynced);
    const metadata = reflector.get(`${namespace}/a`)?.metadata;

    expect(metadata?.annotations).toEqual({ mine: "yes" });
    expect(metadata).not.toHaveProperty("managedFields");
  });

  test("resumes a watch that was cut, without another list", async () => {
    await create("a");
    const { reflector } = start();
    await until("the watch", () => watches() === 1);

    proxy.cutWatches();
    await edit("a", 1);
    await until("the edit", () => read(reflector)["a"] === 1);

    expect(lists()).toBe(1);
  });

  test("notices a watch that went silent without an end", async () => {
    await create("a");
    const { reflector, problems } = start({
      timing: { firstPauseMs: 20, maxPauseMs: 200, maxSilenceMs: 500, maxQuietMs: 500 },
    });
    await until("the watch", () => watches() === 1);

    proxy.stallWatches();
    await edit("a", 1);
    await until("the edit", () => read(reflector)["a"] === 1);

    expect(JSON.stringify(problems)).toContain("Silent");
  });

  test("takes a quiet watch for what it is: bookmarks may not come for a kind without changes", async () => {
    await create("a");
    const { reflector, problems } = start({ timing: { maxSilenceMs: 100, maxQuietMs: 60_000 } });
    await until("the watch", () => watches() === 1);

    await sleep(600);

    expect([watches(), problems]).toEqual([1, []]);
    expect(reflector.readSilenceMs()).toBeGreaterThan(400);
  });

  test.each<[string, Fault]>([
    ["as the answer", { kind: "answer", status: 410, body: '{"code":410,"reason":"Expired"}' }],
    [
      "within the watch",
      { kind: "answer", status: 200, body: '{"type":"ERROR","object":{"code":410,"reason":"Expired"}}\n' },
    ],
    ["as garbage", { kind: "answer", status: 200, body: '{"type":"ADDED","obj\n' }],
  ])("lists again when its version is too old, told %s, and does not hammer", async (_, fault) => {
    proxy.decide = ({ isWatch }) => (isWatch ? fault : undefined);
    const { reflector } = start({ timing: { firstPauseMs: 100, maxPauseMs: 400 } });
    await until("three lists", () => lists() >= 3);
    const before = proxy.requests.length;
    await sleep(1000);
    const duringOneSecond = proxy.requests.length - before;

    proxy.decide = () => undefined;
    await create("a");
    await until("the object", () => "a" in read(reflector));

    expect(duringOneSecond).toBeLessThan(14);
  });

  test("goes on after errors, and tells of objects that went meanwhile", async () => {
    await create("a");
    await create("b");
    const { reflector, changes, problems } = start();
    await until("the first list", () => reflector.isSynced);

    proxy.decide = ({ isWatch }) => (isWatch ? { kind: "answer", status: 410 } : { kind: "answer", status: 500 });
    proxy.cutWatches();
    await remove("b");
    await until("problems", () => problems.length >= 2, 60_000);
    proxy.decide = () => undefined;
    await until("the deletion", () => !("b" in read(reflector)));

    expect(changes.filter((name) => name === "b")).toHaveLength(2);
  });

  test("misses nothing under cuts, stalls, drips and refusals", async () => {
    const faults: Fault[] = [
      { kind: "answer", status: 410, body: '{"code":410}' },
      { kind: "answer", status: 429, headers: { "retry-after": "0" } },
      { kind: "answer", status: 503 },
      { kind: "cut", afterBytes: 700 },
      { kind: "cut", afterBytes: 3 },
      { kind: "drip", bytes: 7 },
      { kind: "hang" },
    ];
    let [turn, injected] = [0, 0];
    proxy.decide = ({ isWatch }) => {
      turn += 1;
      const fault = turn % 2 === 0 ? faults[(turn / 2) % faults.length] : undefined;
      if (fault === undefined || (!isWatch && fault.kind === "hang")) return undefined;
      injected += 1;
      return fault;
    };
    const { reflector } = start({
      pageSize: 3,
      timing: { firstPauseMs: 5, maxPauseMs: 50, maxSilenceMs: 300, maxQuietMs: 300, relistMs: 2000 },
    });
    const wanted: Record<string, number> = {};
    for (let step = 0; step < 150; step += 1) {
      const name = `m${step % 9}`;
      if (!(name in wanted)) await create(name);
      else if (step % 7 === 0) await remove(name);
      else await edit(name, step);
      if (!(name in wanted)) wanted[name] = 0;
      else if (step % 7 === 0) delete wanted[name];
      else wanted[name] = step;
      await sleep(10);
      if (step % 10 === 0) proxy.cutWatches();
      if (step % 25 === 0) proxy.stallWatches();
    }

    await until("the same world", () => JSON.stringify(sorted(read(reflector))) === JSON.stringify(sorted(wanted)));

    expect(injected).toBeGreaterThan(10);
  }, 60_000);
});

const sorted = (record: Record<string, number>) => Object.entries(record).sort(([a], [b]) => a.localeCompare(b));
