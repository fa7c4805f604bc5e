import { Kvm } from "@nats-io/kv";
import { expect, test } from "vitest";
import type { Progress } from "../../crawler/contract.ts";
import { nameCrawl, progressBucket } from "../../crawler/nats-names.ts";
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
