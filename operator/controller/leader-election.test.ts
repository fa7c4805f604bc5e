import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FaultProxy } from "../../tests/cluster/fault-proxy.ts";
import { until } from "../../tests/cluster/until.ts";
import { useCluster } from "../../tests/cluster/use-cluster.ts";
import type { ApiClient } from "./api-client.ts";
import { systemClock } from "./clock.ts";
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

const timing = { leaseMs: 2000, renewMs: 1200, retryMs: 200 };
const build = (identity: string, client: ApiClient, clock = systemClock) =>
  new LeaderElection({ client, namespace: "default", name: `leader-${count}`, identity, timing, clock });
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
