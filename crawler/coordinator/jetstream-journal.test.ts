import { connect } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startNats, type NatsServer } from "../../tests/servers/nats.ts";
import { startTcpProxy } from "../../tests/servers/tcp-proxy.ts";
import { nameCrawl, type CrawlNames } from "../nats-names.ts";
import { openJetStream, type Nats } from "../nats/nats.ts";
import { ensureStreams } from "../nats/streams.ts";
import { planFor } from "../testing/plan.ts";
import { openJetStreamJournal, type JetStreamJournal } from "./jetstream-journal.ts";
import { claim, describeJournal, readAll } from "./journal.contract.ts";
import { JournalDamaged, JournalTaken } from "./journal.ts";

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

async function createPlace(): Promise<CrawlNames> {
  const plan = planFor("http://site.test/", { site: `test/${++crawls}` });
  await ensureStreams(nats.jsm, plan);
  return nameCrawl(plan);
}

const open = ({ streams, subjects }: CrawlNames, over: Nats = nats): Promise<JetStreamJournal> =>
  openJetStreamJournal({
    nats: over,
    stream: streams.journal,
    subject: subjects.journal,
    signal: new AbortController().signal,
    onTrouble: () => undefined,
  });

describeJournal("the journal in JetStream", async () => {
  const place = await createPlace();
  return () => open(place);
});

describe("the journal in JetStream", () => {
  it("refuses a coordinator once another one has appended", async () => {
    const place = await createPlace();
    await using slow = await open(place);
    await slow.append([claim(1)]);
    await using successor = await open(place);
    await readAll(successor);
    await successor.append([claim(2)]);

    await expect(slow.append([claim(3)])).rejects.toThrow(JournalTaken);
    await successor.append([claim(4)]);

    expect(await readAll(await open(place))).toEqual([claim(1), claim(2), claim(4)]);
  });

  it("counts a record once whose answer was lost on the way", async () => {
    const place = await createPlace();
    await using proxy = await startTcpProxy(server.port);
    const connection = await connect({ servers: `127.0.0.1:${proxy.port}`, maxReconnectAttempts: -1 });
    const journal = await open(place, await openJetStream(connection));
    await journal.append([claim(1)]);
    proxy.isDeaf = true;
    const appended = journal.append([claim(2)]);
    await untilMessages(place, 2);
    proxy.heal();

    await appended;
    await journal.append([claim(3)]);

    expect(await readAll(journal)).toEqual([claim(1), claim(2), claim(3)]);
    await connection.close();
  });

  it("loses nothing when the server is killed while records are on their way", async () => {
    const place = await createPlace();
    await using journal = await open(place);
    const records = Array.from({ length: 300 }, (_, n) => claim(n));

    const appends: Promise<void>[] = [];
    for (const [n, record] of records.entries()) {
      appends.push(journal.append([record]));
      if (n % 20 === 0) await appends.at(-1);
      if (n === 150) {
        await server.kill();
        await server.start();
      }
    }
    await Promise.all(appends);

    expect(await readAll(journal)).toEqual(records);
  });

  it("is read at the reader's pace, though it is larger than what a server keeps for a slow one", async () => {
    const place = await createPlace();
    await using journal = await open(place);
    const records = Array.from({ length: 240 }, (_, n) => claim(n, "x".repeat(500_000)));
    for (const record of records) await journal.append([record]);

    let read = 0;
    for await (const { length } of (await open(place)).replay()) {
      if (read === 0) stallMs(1500);
      read += length;
    }

    expect(read).toBe(records.length);
  }, 25_000);

  it("says so when its stream was deleted, rewound, or has lost messages", async () => {
    const place = await createPlace();
    await using journal = await open(place);
    await journal.append([claim(1)]);
    await journal.append([claim(2)]);
    await journal.append([claim(3)]);
    await using other = await open(place);

    await nats.jsm.streams.deleteMessage(place.streams.journal, 2);
    await expect(readAll(await open(place))).rejects.toThrow(JournalDamaged);
    await nats.jsm.streams.delete(place.streams.journal);
    await expect(journal.append([claim(4)])).rejects.toThrow("gone");
    await nats.jsm.streams.add({ name: place.streams.journal, subjects: [place.subjects.journal] });
    await expect(other.append([claim(4)])).rejects.toThrow("rewound");
  });

  it("can begin anew behind what is of no use any more", async () => {
    const place = await createPlace();
    await using journal = await open(place);
    await journal.append([claim(1)]);
    await journal.append([claim(2)]);
    await nats.jsm.streams.deleteMessage(place.streams.journal, 1);

    await journal.restart();
    await journal.append([claim(3)]);
    await journal.append([claim(4)]);

    expect(await readAll(await open(place))).toEqual([claim(3), claim(4)]);
  });

  it("passes over a record of which a writer sent only the first part before it died", async () => {
    const place = await createPlace();
    await using journal = await open(place);
    await journal.append([claim(1), claim(2, "x".repeat(1_200_000))]);
    const { state } = await nats.jsm.streams.info(place.streams.journal);
    await nats.jsm.streams.deleteMessage(place.streams.journal, state.last_seq);
    const cut = await createPlace();
    for (let seq = 1; seq < state.last_seq; seq++) {
      const message = await nats.jsm.streams.getMessage(place.streams.journal, { seq });
      if (message !== null) await nats.js.publish(cut.subjects.journal, message.data, { headers: message.header });
    }

    await using successor = await open(cut);
    await readAll(successor);
    await successor.append([claim(3)]);

    expect(await readAll(await open(cut))).toEqual([claim(1), claim(3)]);
  });
});

/** As while a large record is parsed: nothing is taken from the connection. */
const stallMs = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

async function untilMessages({ streams }: CrawlNames, count: number): Promise<void> {
  for (;;) if ((await nats.jsm.streams.info(streams.journal)).state.messages >= count) return;
}
