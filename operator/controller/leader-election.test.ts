import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FaultProxy } from "../../tests/cluster/fault-proxy.ts";
import { until } from "../../tests/cluster/until.ts";
import { useCluster } from "../../tests/cluster/use-cluster.ts";
import type { ApiClient } from "./api-client.ts";
import { systemClock } from "./clock.ts";
import { buildPath } from "./kube-object.ts";
import { LeaderElection, leaseResource } from "./leader-election.ts";

const world = useCluster();
let proxy: FaultProxy;
let proxied: ApiClient;
let count = 0;

beforeEach(async () => {
  count += 1;
  proxy = new FaultProxy(world.cluster);
  proxied = await proxy.connect();
});
afterEach(async () => {
  await proxied.close();
  await proxy[Symbol.asyncDispose]();
});

const timing = { leaseMs: 2000, renewMs: 1200, retryMs: 200, giveUpMs: 4000 };
const build = (
  identity: string,
  client: ApiClient,
  clock = systemClock,
  onChange: (isLeader: boolean) => void = () => undefined,
) => new LeaderElection({ client, namespace: "default", name: `leader-${count}`, identity, timing, clock, onChange });
const within = (ms: number) => AbortSignal.timeout(ms);

describe("a leader election", () => {
  test("has one leader of two that start together", async () => {
    const elections = [build("a", world.client), build("b", world.client)];

    const won = await Promise.all(elections.map((election) => election.acquire(within(1000))));

    expect(won.filter(Boolean)).toHaveLength(1);
    expect(elections.filter(({ isLeader }) => isLeader)).toHaveLength(1);
  });

  test("hands over at once when the leader releases", async () => {
    const [first, second] = [build("a", world.client), build("b", world.client)];
    await first.acquire(within(1000));
    const startedMs = performance.now();

    const taken = second.acquire(within(5000));
    await first.release();

    expect(await taken).toBe(true);
    expect(performance.now() - startedMs).toBeLessThan(timing.leaseMs);
    const lease = await world.client.read<{
      metadata: { name: string };
      spec: { holderIdentity: string; leaseTransitions: number };
    }>(leaseResource, "default", `leader-${count}`);
    expect(lease.spec).toMatchObject({ holderIdentity: "b", leaseTransitions: 1 });
  });

  test("stops being leader before another can become one when it is cut off", async () => {
    const [cutOff, other] = [build("a", proxied), build("b", world.client)];
    await cutOff.acquire(within(1000));
    const held = cutOff.hold(within(10_000));
    proxy.decide = () => ({ kind: "hang" });

    const taken = other.acquire(within(10_000));
    const wasStillLeader = taken.then(() => cutOff.isLeader);

    expect(await held).toBe("lost");
    expect(await taken).toBe(true);
    expect(await wasStillLeader).toBe(false);
  });

  test("survives short faults of the API server", async () => {
    const election = build("a", proxied);
    await election.acquire(within(1000));
    const stop = new AbortController();
    const held = election.hold(stop.signal);
    let refused = 0;
    proxy.decide = () => ((refused += 1) < 4 ? { kind: "answer", status: 500 } : undefined);

    await until("the faults", () => refused > 8);
    const isLeader = election.isLeader;
    stop.abort();

    expect(isLeader).toBe(true);
    expect(await held).toBe("stopped");
  });

  test("goes on when it was late and nobody else took the lease", async () => {
    const told: boolean[] = [];
    const election = build("a", proxied, systemClock, (isLeader) => told.push(isLeader));
    await election.acquire(within(1000));
    const stop = new AbortController();
    const held = election.hold(stop.signal);

    proxy.decide = () => ({ kind: "hang" });
    await until("it is late", () => !election.isLeader);
    proxy.decide = () => undefined;
    await until("it leads again", () => election.isLeader);
    stop.abort();

    expect(await held).toBe("stopped");
    expect(told).toEqual([true, false, true]);
  });

  test("ends when another led in between, though that one has released the lease since", async () => {
    const [late, other] = [build("a", proxied), build("b", world.client)];
    await late.acquire(within(1000));
    const held = late.hold(within(20_000));
    proxy.decide = () => ({ kind: "hang" });
    await other.acquire(within(5000));
    await other.release();
    proxy.decide = () => undefined;

    expect(await held).toBe("lost");
    expect(late.isLeader).toBe(false);
  });

  test("is not lost to one request that hangs, nor to somebody who labels the lease", async () => {
    const election = build("a", proxied);
    await election.acquire(within(1000));
    const stop = new AbortController();
    const held = election.hold(stop.signal);
    let asked = 0;
    proxy.decide = () => ((asked += 1) === 2 ? { kind: "hang" } : undefined);
    await until("the one that hangs is given up", () => asked > 4);

    const path = buildPath(leaseResource, { namespace: "default", name: `leader-${count}` });
    const contentType = "application/merge-patch+json";
    await world.client.request({ method: "PATCH", path, contentType, body: { metadata: { labels: { a: "b" } } } });
    await until("it is renewed again", () => asked > 10);
    const isLeader = election.isLeader;
    stop.abort();

    expect(isLeader).toBe(true);
    expect(await held).toBe("stopped");
  });

  test("renews with one request", async () => {
    const election = build("a", proxied);
    await election.acquire(within(1000));
    const stop = new AbortController();
    const methods: string[] = [];
    proxy.decide = (request) => void methods.push(request.method ?? "");
    const held = election.hold(stop.signal);
    await until("it was renewed", () => methods.length > 2);
    stop.abort();
    await held;

    expect(new Set(methods)).toEqual(new Set(["PUT"]));
  });

  test("does not care what the wall clock says", async () => {
    const skewed = { ...systemClock, now: () => new Date(Date.now() + 3_600_000) };
    const [first, second] = [build("a", world.client), build("b", world.client, skewed)];
    await first.acquire(within(1000));
    const stop = new AbortController();
    const held = first.hold(stop.signal);

    const stolen = await second.acquire(within(3000));
    stop.abort();
    await held;

    expect(stolen).toBe(false);
  });
});
