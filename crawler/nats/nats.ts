import { jetstream, type JetStreamClient, type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";

/** One connection and its two JetStream clients. */
export interface Nats {
  readonly connection: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
}

/** A short time-out: what is asked again is safe to ask again. */
const REQUEST_TIMEOUT_MS = 3000;

/** Without a look at the account, which a worker has no permission for. */
export async function openJetStream(connection: NatsConnection): Promise<Nats> {
  const options = { timeout: REQUEST_TIMEOUT_MS, checkAPI: false };
  const jsm = await jetstreamManager(connection, options);
  return { connection, js: jetstream(connection, options), jsm };
}
