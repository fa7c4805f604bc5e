import { Kvm } from "@nats-io/kv";
import { expect, test } from "vitest";
import type { Progress } from "../../crawler/contract.ts";
import { byHand, describeJournal, nameCrawl, progressBucket } from "../../crawler/nats-names.ts";
import { createBodies } from "../../crawler/queue/bodies.ts";
import { ensureStreams } from "../../crawler/nats/streams.ts";
import { planFor } from "../../crawler/testing/plan.ts";
import { CrawlBus } from "../../operator/crawls/crawl-bus.ts";
import type { CrawlPlan } from "../../operator/crawl.ts";
import { until } from "../cluster/until.ts";
import { startNats } from "../servers/nats.ts";

const counts = { discovered: 3, stored: 1, unchanged: 0, skipped: 0, failed: 0 };
const progress = (snapshot: string): Progress => ({
  version: 1,
  snapshot,
  phase: "Crawling",
  counts,
  transferredBytes: 1,
  rejectedMessages: 0,
  updatedAt: "2026-01-01T00:00:00Z",
});
const planOf = (site: string) => {
  const configuration = planFor("https://docs.example.org/", { site });
  return { configuration, plan: { configuration: { ...configuration } } as unknown as CrawlPlan };
};

test("a running crawl is followed through a restart of NATS, and nothing but the ended one's is deleted", async () => {
  await using server = await startNats();
  const [ended, running] = [planOf("docs/ended"), planOf("docs/running")];
  const stop = new AbortController();
  const access = { url: server.url, lifetimeMs: 60_000 };
  const bus = new CrawlBus({ access, signal: stop.signal, onProblem: () => undefined, pollMs: 50 });
  const following = bus.run();
  try {
    expect(bus.readReport(running.plan)).toBeUndefined();
    {
      await using nats = await server.connect();
      const bucket = await new Kvm(nats.js).create(progressBucket, { history: 1 });
      for (const { configuration } of [ended, running]) {
        await ensureStreams(nats.jsm, configuration);
        await bucket.put(nameCrawl(configuration).id, JSON.stringify(progress(configuration.snapshot)));
      }
      await until("the report", () => Promise.resolve(bus.readReport(running.plan) !== undefined));
      expect(bus.readReport(running.plan)).toEqual({ phase: "Crawling", counts });
    }

    await server.kill();
    bus.release(ended.plan);
    await server.start();

    await using nats = await server.connect();
    const names = async () => (await nats.jsm.streams.list().next()).map(({ config }) => config.name);
    const { streams } = nameCrawl(ended.configuration);
    await until("the streams to go", async () => !(await names()).includes(streams.journal), 30_000);
    const bucket = await new Kvm(nats.js).open(progressBucket);
    await until("the key to go", async () => (await bucket.get(nameCrawl(ended.configuration).id)) === null);
    const kept = [...Object.values(nameCrawl(running.configuration).streams), `KV_${progressBucket}`];
    expect((await names()).toSorted()).toEqual(kept.toSorted());
    expect(await bucket.get(nameCrawl(running.configuration).id)).not.toBeNull();
  } finally {
    stop.abort();
    await following;
  }
}, 60_000);

test("without NATS it tells nothing, and stops when told to", async () => {
  const stop = new AbortController();
  const access = { url: "nats://127.0.0.1:1", lifetimeMs: 60_000 };
  const bus = new CrawlBus({ access, signal: stop.signal, onProblem: () => undefined });
  const following = bus.run();

  expect(bus.readReport(planOf("docs/guide").plan)).toBeUndefined();
  stop.abort();

  await following;
});

test("what crawls have left behind is swept, and nothing of another installation or of anybody else", async () => {
  await using server = await startNats();
  await using nats = await server.connect();
  const crawls = {
    wanted: planFor("https://docs.example.org/", { site: "docs/wanted" }),
    left: planFor("https://docs.example.org/", { site: "docs/left" }),
    ofOthers: planFor("https://docs.example.org/", { site: "docs/left", installation: "east" }),
    byHand: planFor("https://docs.example.org/", { site: "docs/left", installation: byHand }),
  };
  for (const plan of Object.values(crawls)) {
    await ensureStreams(nats.jsm, plan);
    await createBodies(nats, plan);
  }
  const bucket = await new Kvm(nats.js).create(progressBucket, { history: 1 });
  for (const plan of Object.values(crawls))
    await bucket.put(nameCrawl(plan).id, JSON.stringify(progress(plan.snapshot)));
  // Somebody else's, which calls itself what it is not.
  const foreign = { name: "orders", subjects: ["docsynapse.x.journal"], metadata: describeJournal(crawls.left) };
  await nats.jsm.streams.add(foreign);
  const swept: string[] = [];
  const stop = new AbortController();
  const bus = new CrawlBus({
    access: { url: server.url, lifetimeMs: 60_000 },
    signal: stop.signal,
    onProblem: () => undefined,
    onSwept: ({ site }) => void swept.push(site),
    pollMs: 20,
    sweepMs: 100,
  });
  const following = bus.run();
  const list = async () => {
    const names: string[] = [];
    for await (const { config } of nats.jsm.streams.list()) names.push(config.name);
    return names.toSorted();
  };
  const namesOf = (plan: typeof crawls.left) => [
    ...Object.values(nameCrawl(plan).streams),
    `OBJ_${nameCrawl(plan).bodies}`,
  ];
  const kept = [
    ...namesOf(crawls.wanted),
    ...namesOf(crawls.ofOthers),
    ...namesOf(crawls.byHand),
    "orders",
    `KV_${progressBucket}`,
  ].toSorted();
  try {
    expect(await list()).toHaveLength(kept.length + 4);

    bus.sweep(({ site }) => site === "docs/wanted");
    await until("the streams to go", async () => (await list()).length === kept.length);
    expect(await list()).toEqual(kept);
    expect(swept).toEqual(["docs/left"]);
    expect(await bucket.get(nameCrawl(crawls.left).id)).toBeNull();
    expect(await bucket.get(nameCrawl(crawls.ofOthers).id)).not.toBeNull();

    await ensureStreams(nats.jsm, crawls.left);
    await until("those that came later to go", async () => (await list()).length === kept.length);
  } finally {
    stop.abort();
    await following;
  }
}, 60_000);
