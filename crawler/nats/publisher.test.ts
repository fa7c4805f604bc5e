import { setTimeout as sleep } from "node:timers/promises";
import { JetStreamApiError } from "@nats-io/jetstream";
import { connect, errors, headers } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startNats, type NatsServer } from "../../tests/servers/nats.ts";
import { startTcpProxy } from "../../tests/servers/tcp-proxy.ts";
import { Outbox } from "./outbox.ts";
import { Publisher, Untaken } from "./publisher.ts";
import { persist } from "./trouble.ts";

const bytes = new TextEncoder().encode("x");

describe("publishing to a stream", () => {
  let server: NatsServer;

  beforeAll(async () => {
    server = await startNats();
    await using nats = await server.connect();
    await nats.jsm.streams.add({ name: "s", subjects: ["s"] });
  }, 900_000);
  afterAll(() => server[Symbol.asyncDispose]());

  it("ends once each message is stored, in the order in which they were sent", async () => {
    await using nats = await server.connect();
    const bodies = Array.from({ length: 100 }, (_, n) => String(n));

    await Promise.all(bodies.map((body) => nats.publisher.publish("s", new TextEncoder().encode(body), headers())));

    const stored: string[] = [];
    for (let seq = 1; seq <= 100; seq++) stored.push((await nats.jsm.streams.getMessage("s", { seq }))?.string() ?? "");
    expect(stored).toEqual(bodies);
  });

  it("says what the stream has against a message, and when there is no stream", async () => {
    await using nats = await server.connect();
    const late = headers();
    late.set("Nats-Expected-Last-Sequence", "7000");

    await expect(nats.publisher.publish("s", bytes, late)).rejects.toThrow(JetStreamApiError);
    await expect(nats.publisher.publish("nobody", bytes, headers())).rejects.toThrow(Untaken);
  });

  it("gives up what is not answered in time, or cannot be any more", async () => {
    await using proxy = await startTcpProxy(server.port);
    const connection = await connect({ servers: `127.0.0.1:${proxy.port}`, maxReconnectAttempts: -1 });
    const publisher = new Publisher(connection, new Outbox(), 300);
    await publisher.publish("s", bytes, headers());
    proxy.isDeaf = true;

    await expect(publisher.publish("s", bytes, headers())).rejects.toThrow(errors.TimeoutError);
    const patient = new Publisher(connection, new Outbox(), 60_000);
    const lost = patient.publish("s", bytes, headers());
    lost.catch(() => undefined);
    await sleep(50);
    proxy.heal();
    await expect(lost).rejects.toThrow(errors.RequestError);
    await persist(() => publisher.publish("s", bytes, headers()), { signal: AbortSignal.timeout(20_000) });

    await connection.close();
    await expect(publisher.publish("s", bytes, headers())).rejects.toThrow(errors.ClosedConnectionError);
  });
});
