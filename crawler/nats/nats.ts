import { jetstream, type JetStreamClient, type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { Outbox } from "./outbox.ts";
import { Publisher } from "./publisher.ts";

/** One connection, its two JetStream clients, and the way to publish to streams. */
export interface Nats {
  readonly connection: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly publisher: Publisher;
  /** For whatever else is sent for each message. */
  readonly outbox: Outbox;
}

/** A short time-out: what is asked again is safe to ask again. */
const REQUEST_TIMEOUT_MS = 3000;

/** Without a look at the account, which a worker has no permission for. */
export async function openJetStream(connection: NatsConnection, inboxPrefix?: string): Promise<Nats> {
  const options = { timeout: REQUEST_TIMEOUT_MS, checkAPI: false };
  const jsm = await jetstreamManager(connection, options);
  const outbox = new Outbox();
  const publisher = new Publisher(connection, outbox, REQUEST_TIMEOUT_MS, inboxPrefix);
  return { connection, js: jetstream(connection, options), jsm, publisher, outbox };
}
