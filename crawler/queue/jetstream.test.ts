import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startNats, type NatsServer } from "../../tests/servers/nats.ts";
import type { Plan } from "../contract.ts";
import { nameCrawl } from "../nats-names.ts";
import type { Nats } from "../nats/nats.ts";
import { ensureStreams } from "../nats/streams.ts";
import { planFor } from "../testing/plan.ts";
import { createBodies, openBodies } from "./bodies.ts";
import { UnreadableMessage, type Codec } from "./frame.ts";
import { createJetStreamReceiver } from "./jetstream-receiver.ts";
import { createJetStreamSender } from "./jetstream-sender.ts";
import { describeQueue, type TestMessage } from "./queue.contract.ts";
import type { Queue } from "./queue.ts";

const codec: Codec<TestMessage> = {
  encode: (message) => Buffer.from(JSON.stringify(message)),
  decode: (bytes) => {
    const text = Buffer.from(bytes).toString("utf8");
    if (!text.startsWith("{")) throw new UnreadableMessage("it is no object");
    return JSON.parse(text) as TestMessage;
  },
};
const never = new AbortController().signal;

let server: NatsServer;
let nats: Nats & AsyncDisposable;
let crawls = 0;

beforeAll(async () => {
  server = await startNats();
  nats = await server.connect();
}, 900_000);
afterAll(async () => {
  await nats[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

interface Opened extends Queue<TestMessage> {
  readonly plan: Plan;
  readonly unreadable: string[];
}

async function openQueue(batch: number, ackWaitMs = 60_000, own: Pick<Plan, "streams"> = {}): Promise<Opened> {
  const plan = { ...planFor("http://site.test/", { site: `test/${++crawls}` }), ...own };
  const { streams, subjects, consumer } = nameCrawl(plan);
  await ensureStreams(nats.jsm, plan);
  await createBodies(nats, plan);
  const bodies = openBodies(nats, plan);
  const unreadable: string[] = [];
  const sender = createJetStreamSender({
    nats,
    subject: subjects.work,
    codec,
    bodies,
    idOf: ({ n }) => String(n),
    signal: never,
  });
  const receiver = createJetStreamReceiver({
    nats,
    stream: streams.work,
    consumer,
    codec,
    bodies,
    ackWaitMs,
    batch,
    onUnreadable: (error) => void unreadable.push(error.message),
    onMissing: () => ensureStreams(nats.jsm, plan),
    onPulse: () => undefined,
  });
  const purge = async (): Promise<void> => void (await nats.jsm.streams.purge(streams.work));
  return { plan, unreadable, send: (message) => sender.send(message), next: (signal) => receiver.next(signal), purge };
}

describeQueue("the queue in JetStream, a pull a message", () => openQueue(1));
describeQueue("the queue in JetStream, many messages a pull", () => openQueue(64));

describe("the queue in JetStream", () => {
  it("keeps a message that nobody can read aside, tells of it, and goes on with the next", async () => {
    const queue = await openQueue(1);
    await nats.js.publish(nameCrawl(queue.plan).subjects.work, "secret?");
    await queue.send({ n: 1 });

    const delivery = await queue.next(never);

    expect(delivery?.message.n).toBe(1);
    expect(queue.unreadable).toEqual(["a message cannot be read: it is no object"]);
    const kept = await openBodies(nats, queue.plan).get(`unreadable/${nameCrawl(queue.plan).streams.work}/1`);
    expect(Buffer.from(kept ?? []).toString()).toBe("secret?");
  });

  it("stores a message once that is sent twice because the answer was lost", async () => {
    const queue = await openQueue(1);
    await queue.send({ n: 1 });
    await queue.send({ n: 1 });

    await (await queue.next(never))?.ack();

    expect(await queue.next(AbortSignal.timeout(300))).toBeUndefined();
  });

  it("makes a sender wait while the stream is full, and loses nothing of what is in it", async () => {
    const queue = await openQueue(1, 60_000, { streams: { maxBytes: 100_000, compression: false } });
    const text = "x".repeat(30_000);
    let sent = 0;
    const sending = Promise.all(
      [1, 2, 3, 4].map(async (n) => {
        await queue.send({ n, text });
        sent += 1;
      }),
    );
    await expect.poll(() => sent).toBe(3);

    const received: (number | undefined)[] = [];
    for (let n = 0; n < 4; n++) {
      const delivery = await queue.next(never);
      received.push(delivery?.message.n);
      await delivery?.ack();
    }
    await sending;

    expect(new Set(received)).toEqual(new Set([1, 2, 3, 4]));
  });

  it("delivers what was sent while the server was down, once it is back", async () => {
    const queue = await openQueue(1);
    const received = queue.next(never);
    await server.kill();
    const sent = queue.send({ n: 5 });
    await server.start();

    await sent;

    expect((await received)?.message).toEqual({ n: 5 });
  });

  it("goes on when its stream was deleted and is there again", async () => {
    const queue = await openQueue(64);
    const received = queue.next(never);
    await nats.jsm.streams.delete(nameCrawl(queue.plan).streams.work);
    await queue.send({ n: 9 });

    expect((await received)?.message).toEqual({ n: 9 });
  });

  it("leaves a message that is in hand with its receiver, however long that takes", async () => {
    const queue = await openQueue(1, 300);
    const { streams, consumer } = nameCrawl(queue.plan);
    await nats.jsm.consumers.update(streams.work, consumer, { ack_wait: 300_000_000 });
    await queue.send({ n: 1 });
    const delivery = await queue.next(never);

    expect(await queue.next(AbortSignal.timeout(1500))).toBeUndefined();
    await delivery?.ack();
  });
});
