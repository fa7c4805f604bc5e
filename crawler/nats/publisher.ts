import { JetStreamApiError, JetStreamError, type ApiError } from "@nats-io/jetstream";
import { createInbox, errors, type Msg, type MsgHdrs, type NatsConnection } from "@nats-io/transport-node";
import type { Outbox } from "./outbox.ts";

/** No stream took the message. */
export class Untaken extends Error {
  constructor(subject: string) {
    super(`no stream takes ${subject}`);
    this.name = "Untaken";
  }
}

interface Waiting {
  readonly subject: string;
  readonly deadlineMs: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const NO_RESPONDERS = 503;
const SWEEP_MS = 250;

/**
 * Publishes to streams and waits for their answers. The client library's own way makes a timer and an error for each
 * message in advance, which is a tenth of a coordinator's work; here all wait in one list, in the order of their deadlines.
 */
export class Publisher {
  readonly #connection: NatsConnection;
  readonly #outbox: Outbox;
  readonly #timeoutMs: number;
  readonly #inbox: string;
  readonly #waiting = new Map<string, Waiting>();
  #published = 0;
  #isListening = false;
  #isSweeping = false;

  constructor(connection: NatsConnection, outbox: Outbox, timeoutMs: number, inboxPrefix?: string) {
    this.#connection = connection;
    this.#outbox = outbox;
    this.#timeoutMs = timeoutMs;
    this.#inbox = createInbox(inboxPrefix);
  }

  /** Resolves when the stream has stored it. Throws `Untaken`, `JetStreamApiError`, and what the connection throws. */
  publish(subject: string, bytes: Uint8Array, headers: MsgHdrs): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const deadlineMs = performance.now() + this.#timeoutMs;
    void this.#outbox.add(() => {
      try {
        this.#send(subject, bytes, headers, { subject, deadlineMs, resolve, reject });
      } catch (error) {
        reject(error);
      }
    });
    return promise;
  }

  #send(subject: string, bytes: Uint8Array, headers: MsgHdrs, waiting: Waiting): void {
    this.#listen();
    const token = (++this.#published).toString(36);
    this.#connection.publish(subject, bytes, { headers, reply: `${this.#inbox}.${token}` });
    this.#waiting.set(token, waiting);
    if (!this.#isSweeping) this.#sweepLater();
  }

  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    const callback = (error: Error | null, message: Msg): void =>
      error === null ? this.#take(message) : this.#fail(error);
    this.#connection.subscribe(`${this.#inbox}.*`, { callback });
    void this.#watch();
  }

  #take(message: Msg): void {
    const token = message.subject.slice(this.#inbox.length + 1);
    const waiting = this.#waiting.get(token);
    // An answer that comes after its time: the message was sent again meanwhile, with the same id.
    if (waiting === undefined) return;
    this.#waiting.delete(token);
    const problem = problemOf(message, waiting.subject);
    if (problem === undefined) waiting.resolve();
    else waiting.reject(problem);
  }

  /** What was on its way when the connection broke is not answered on the next one. */
  async #watch(): Promise<void> {
    for await (const { type } of this.#connection.status()) {
      if (type === "disconnect") this.#fail(new errors.RequestError("the connection was lost"));
    }
    this.#fail(new errors.ClosedConnectionError());
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #sweepLater(): void {
    this.#isSweeping = true;
    setTimeout(() => this.#sweep(), SWEEP_MS);
  }

  #sweep(): void {
    const nowMs = performance.now();
    for (const [token, { deadlineMs, reject }] of this.#waiting) {
      if (deadlineMs > nowMs) break;
      this.#waiting.delete(token);
      reject(new errors.TimeoutError());
    }
    this.#isSweeping = false;
    if (this.#waiting.size > 0) this.#sweepLater();
  }
}

function problemOf(message: Msg, subject: string): Error | undefined {
  if (message.data.length === 0 && message.headers?.code === NO_RESPONDERS) return new Untaken(subject);
  try {
    const { error } = message.json<{ readonly error?: ApiError }>();
    return error === undefined ? undefined : new JetStreamApiError(error);
  } catch (cause) {
    return new JetStreamError("the answer to a message is not JSON", { cause });
  }
}
