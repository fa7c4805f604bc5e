import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Plan } from "../crawler/contract.ts";
import { nameCrawl } from "../crawler/nats-names.ts";
import { leadCrawl } from "../crawler/distributed/lead-crawl.ts";
import type { Found, Outcome, WorkItem } from "../crawler/messages.ts";
import { workAckWaitMs } from "../crawler/nats/streams.ts";
import { openBodies } from "../crawler/queue/bodies.ts";
import { resultCodec, workCodec } from "../crawler/queue/frame.ts";
import { createJetStreamReceiver } from "../crawler/queue/jetstream-receiver.ts";
import { createJetStreamSender } from "../crawler/queue/jetstream-sender.ts";
import { encodeStagedPage } from "../crawler/staged-object.ts";
import { planFor } from "../crawler/testing/plan.ts";
import { startNats } from "../tests/servers/nats.ts";
import { connect } from "@nats-io/transport-node";
import { openJetStream } from "../crawler/nats/nats.ts";

/**
 * How many results a second a coordinator takes, with a real server and workers that only pretend: what they answer
 * costs nothing to make. `--pages`, `--bytes` a page (0: pages that are not stored).
 */
const ROOT = "http://site.test/";
/** As many as the plan can let out to one host. */
const LOOPS = 256;
const { values } = parseArgs({
  options: {
    pages: { type: "string", default: "20000" },
    bytes: { type: "string", default: "0" },
    at: { type: "string" },
  },
});
const pages = Number(values.pages);
const bytes = Number(values.bytes);
const plan: Plan = planFor(ROOT, {
  politeness: { maxConcurrency: LOOPS, robots: "Ignore" },
  publish: { minPages: 0 },
});

if (values.at === undefined) await lead();
else await pretend(values.at);

async function lead(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "docsynapse-coordinator-"));
  await using server = await startNats();
  const worker = fork(import.meta.filename, ["--pages", values.pages, "--bytes", values.bytes, "--at", server.url]);
  const until = new AbortController();
  let firstAtMs: number | undefined;
  try {
    await leadCrawl({
      plan,
      nats: { servers: [server.url] },
      target: { type: "volume", path: folder },
      storeAccess: {},
      deletesStreams: true,
      signal: until.signal,
      onEvent: (event) => {
        if (event.type === "page") firstAtMs ??= performance.now();
        // What follows is publishing, which is the same as in one process.
        if (event.type === "phase" && event.phase === "Publishing") report(firstAtMs);
        if (event.type === "phase" && event.phase === "Publishing") until.abort();
      },
      onPulse: () => undefined,
    });
  } finally {
    worker.kill();
    await once(worker, "exit");
    await rm(folder, { recursive: true, force: true });
  }
}

function report(firstAtMs = 0): void {
  const perSecond = (pages * 1000) / (performance.now() - firstAtMs);
  const { heapUsed, rss } = process.memoryUsage();
  const memory = `${Math.round(rss / 1e6)} MB resident, ${Math.round(heapUsed / 1e6)} MB heap`;
  process.stdout.write(`${pages} results of ${bytes} bytes: ${Math.round(perSecond)} results/s, ${memory}\n`);
}

async function pretend(url: string): Promise<void> {
  const nats = await openJetStream(await connect({ servers: url.replace("nats://", "") }));
  const { streams, subjects, consumer } = nameCrawl(plan);
  const { signal } = new AbortController();
  const bodies = openBodies(nats, plan);
  const work = createJetStreamReceiver({
    nats,
    stream: streams.work,
    consumer,
    codec: workCodec,
    bodies,
    ackWaitMs: workAckWaitMs(plan),
    batch: 32,
    onUnreadable: (error) => {
      throw error;
    },
    onMissing: () => undefined,
    onPulse: () => undefined,
  });
  const results = createJetStreamSender({
    nats,
    subject: subjects.results,
    codec: resultCodec,
    bodies,
    idOf: ({ release }: { readonly release: number }) => String(release),
    signal,
  });
  await Promise.all(
    Array.from({ length: LOOPS }, async () => {
      for (;;) {
        const delivery = await work.next(signal);
        if (delivery === undefined) return;
        const { release, url: page } = delivery.message;
        const outcome = answer(delivery.message);
        await results.send({ release, url: page, outcome, transferredBytes: bytes, elapsedMs: 1 });
        await delivery.ack();
      }
    }),
  );
}

function answer({ url, task }: WorkItem): Outcome {
  if (task.kind === "robots") return { type: "robots", robots: { rules: [], sitemaps: [] } };
  if (task.kind !== "page") return { type: "fail", reason: "not-found" };
  const found: Found[] =
    url === ROOT ? Array.from({ length: pages }, (_, n) => ({ url: `${ROOT}page-${n}.html`, kind: "page" })) : [];
  if (bytes === 0 && url !== ROOT) return { type: "skip", reason: "no-content" };
  return pageOutcome(url, found);
}

function pageOutcome(url: string, found: Found[]): Outcome {
  const hash = url.padEnd(64, "0").slice(-64);
  const record = {
    url,
    title: url,
    generator: "generic",
    breadcrumb: [],
    headings: [],
    links: [],
    anchors: [],
    blocks: [],
    hash,
    sourceBytes: bytes,
    missing: [],
  };
  const staged = encodeStagedPage({ record, validators: {}, found: [], markdown: "x".repeat(bytes) });
  return { type: "page", pageUrl: url, staged, hash, length: bytes, generator: "generic", found, alternates: [] };
}
