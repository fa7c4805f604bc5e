import type { Consumer, ConsumerMessages, JsMsg } from "@nats-io/jetstream";
import { setTimeout as sleep } from "node:timers/promises";
import { isNotFound } from "../nats/not-found.ts";
import type { Nats } from "../nats/nats.ts";
import { mayPass, persist } from "../nats/trouble.ts";
import type { Bodies } from "./bodies.ts";
import { UnreadableMessage, type Codec } from "./frame.ts";
import { BODY_HEADER } from "./jetstream-sender.ts";
import type { Delivery, Receiver } from "./queue.ts";

export interface ReceiverOptions<T> {
  readonly nats: Nats;
  readonly stream: string;
  readonly consumer: string;
  readonly codec: Codec<T>;
  readonly bodies: Bodies;
  /** As the consumer has it: what is in hand is claimed anew three times as often. */
  readonly ackWaitMs: number;
  /** Messages to have at hand: 1 where others may want them too. */
  readonly batch: number;
  /** A message that could not be read; it has been kept aside and is gone from the stream. */
  onUnreadable(error: UnreadableMessage, bytes: Uint8Array): Promise<void> | void;
  /** Called when the stream or its consumer is not there, before the next try. */
  onMissing(): Promise<void> | void;
  /** Called whenever the server has been heard of. */
  onPulse(): void;
}

/** One pull; it ends by itself, so that a consumer that fell silent is asked anew (missed heartbeats end it sooner). */
const PULL_EXPIRES_MS = 20_000;
const PAUSE_MS = 500;
const MAX_KEPT_BYTES = 1024 * 1024;

/** Receives by pulling. Several may call `next` at once; each then has a pull of its own. */
export function createJetStreamReceiver<T>(options: ReceiverOptions<T>): Receiver<T> & Disposable {
  return new JetStreamReceiver(options);
}

class JetStreamReceiver<T> implements Receiver<T>, Disposable {
  readonly #options: ReceiverOptions<T>;
  readonly #idle: Pull[] = [];
  readonly #inHand = new Set<JsMsg>();
  readonly #extending: NodeJS.Timeout;
  #opened: Promise<Consumer> | undefined;

  constructor(options: ReceiverOptions<T>) {
    this.#options = options;
    this.#extending = setInterval(() => this.#extend(), options.ackWaitMs / 3);
    this.#extending.unref();
  }

  async next(signal: AbortSignal): Promise<Delivery<T> | undefined> {
    while (!signal.aborted) {
      const message = await this.#take(signal);
      const delivery = message === undefined ? undefined : await this.#open(message, signal);
      if (delivery !== undefined) return delivery;
    }
    return undefined;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#extending);
    for (const pull of this.#idle.splice(0)) pull.close();
  }

  async #take(signal: AbortSignal): Promise<JsMsg | undefined> {
    try {
      const pull = this.#idle.pop() ?? (await this.#pull());
      const message = await pull.next(signal);
      this.#options.onPulse();
      if (message === undefined) return undefined;
      if (pull.isOpen) this.#idle.push(pull);
      return message;
    } catch (error) {
      await this.#recover(error, signal);
      return undefined;
    }
  }

  async #pull(): Promise<Pull> {
    const { nats, stream, consumer, batch } = this.#options;
    this.#opened ??= nats.js.consumers.get(stream, consumer);
    const messages = await (await this.#opened).fetch({ max_messages: batch, expires: PULL_EXPIRES_MS, bind: true });
    return new Pull(messages, batch, () => this.#options.onPulse());
  }

  async #recover(trouble: unknown, signal: AbortSignal): Promise<void> {
    this.#opened = undefined;
    if (signal.aborted) return;
    if (isNotFound(trouble)) await this.#options.onMissing();
    else if (!mayPass(trouble)) throw trouble;
    await Promise.allSettled([sleep(PAUSE_MS, undefined, { signal })]);
  }

  async #open(message: JsMsg, signal: AbortSignal): Promise<Delivery<T> | undefined> {
    const { codec, bodies } = this.#options;
    // Headers are only read where one is expected: it would be a tenth of the work for a message.
    const body = message.data.length === 0 ? (message.headers?.get(BODY_HEADER) ?? "") : "";
    const bytes = body === "" ? message.data : await persist(() => bodies.get(body), { signal });
    try {
      if (bytes === undefined) throw new UnreadableMessage("its body is gone");
      this.#inHand.add(message);
      return this.#delivery(message, codec.decode(bytes), body);
    } catch (error) {
      if (!(error instanceof UnreadableMessage)) throw error;
      await this.#reject(message, error, bytes ?? new Uint8Array());
      return undefined;
    }
  }

  #delivery(message: JsMsg, content: T, body: string): Delivery<T> {
    const close = (): boolean => this.#inHand.delete(message);
    return {
      message: content,
      get isRepeated() {
        return message.info.deliveryCount > 1;
      },
      ack: async () => {
        if (!close()) return;
        await this.#options.nats.outbox.add(() => message.ack());
        if (body !== "") await this.#options.bodies.remove(body).catch(() => undefined);
      },
      handBack: async () => {
        if (close()) message.nak();
      },
    };
  }

  /** Kept for a person to look at, and out of the way. */
  async #reject(message: JsMsg, error: UnreadableMessage, bytes: Uint8Array): Promise<void> {
    const { bodies, stream } = this.#options;
    await bodies.put(`unreadable/${stream}/${message.seq}`, bytes.subarray(0, MAX_KEPT_BYTES)).catch(() => undefined);
    this.#inHand.delete(message);
    message.term(error.message);
    await this.#options.onUnreadable(error, bytes);
  }

  /** Long pages, and results that wait for the disk. */
  #extend(): void {
    for (const message of this.#inHand) message.working();
  }
}

/** The messages of one pull request. */
class Pull {
  readonly #messages: ConsumerMessages;
  readonly #iterator: AsyncIterator<JsMsg>;
  #left: number;
  isOpen = true;

  constructor(messages: ConsumerMessages, size: number, onPulse: () => void) {
    this.#messages = messages;
    this.#iterator = messages[Symbol.asyncIterator]();
    this.#left = size;
    void watch(messages, onPulse);
  }

  /** Undefined when the pull is over, or the signal came; a message that comes all the same is handed back. */
  async next(signal: AbortSignal): Promise<JsMsg | undefined> {
    const stop = (): void => this.close();
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    try {
      const { value, done } = await this.#iterator.next();
      this.#left -= 1;
      // After a reconnection the client asks twice for one pull: what the second request brings, nobody would take.
      if (done === true || this.#left === 0) this.close();
      if (done === true) return undefined;
      if (!signal.aborted) return value;
      value.nak();
      return undefined;
    } catch (error) {
      this.isOpen = false;
      throw error;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  close(): void {
    this.isOpen = false;
    this.#messages.stop();
    void this.#handBackRest();
  }

  async #handBackRest(): Promise<void> {
    for (;;) {
      const { value, done } = await this.#iterator.next().catch(() => ({ value: undefined, done: true }) as const);
      if (done === true || value === undefined) return;
      value.nak();
    }
  }
}

async function watch(messages: ConsumerMessages, onPulse: () => void): Promise<void> {
  for await (const { type } of messages.status()) if (type === "heartbeat") onPulse();
}
