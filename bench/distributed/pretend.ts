import { connect } from "@nats-io/transport-node";
import { nameCrawl } from "../../crawler/nats-names.ts";
import { openJetStream } from "../../crawler/nats/nats.ts";
import { workAckWaitMs } from "../../crawler/nats/streams.ts";
import { openBodies } from "../../crawler/queue/bodies.ts";
import { resultCodec, workCodec } from "../../crawler/queue/frame.ts";
import { createJetStreamReceiver } from "../../crawler/queue/jetstream-receiver.ts";
import { createJetStreamSender } from "../../crawler/queue/jetstream-sender.ts";
import { answer, LOOPS, planOf } from "./pretended-site.ts";

/** `node pretend.ts NATS SNAPSHOT PAGES BYTES`: workers whose answers cost nothing to make, until they are killed. */
const [url = "", snapshot = "", pages = 0, bytes = 0] = process.argv.slice(2);
const site = { pages: Number(pages), bytes: Number(bytes) };
const plan = planOf(snapshot);
const nats = await openJetStream(await connect({ servers: url.replace("nats://", ""), noAsyncTraces: true }));
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

await Promise.all(Array.from({ length: LOOPS }, answerAll));

async function answerAll(): Promise<void> {
  for (;;) {
    const delivery = await work.next(signal);
    if (delivery === undefined) return;
    const { release, url: page } = delivery.message;
    const outcome = answer(delivery.message, site);
    await results.send({ release, url: page, outcome, transferredBytes: site.bytes, elapsedMs: 1 });
    await delivery.ack();
  }
}
