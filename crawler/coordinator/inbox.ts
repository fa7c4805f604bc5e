import type { Delivery, Receiver } from "../queue/queue.ts";

/** Messages one at a time, or nothing once the time is up; a message that arrives then is kept for the next call. */
export class Inbox<T> {
  readonly #receiver: Receiver<T>;
  readonly #signal: AbortSignal;
  #pending: Promise<Delivery<T> | undefined> | undefined;

  constructor(receiver: Receiver<T>, signal: AbortSignal) {
    this.#receiver = receiver;
    this.#signal = signal;
  }

  /** Without a time it waits until there is one; undefined also when the signal is aborted. */
  async next(timeoutMs: number | undefined): Promise<Delivery<T> | undefined> {
    this.#pending ??= this.#receiver.next(this.#signal);
    if (timeoutMs === undefined) return this.#take(await this.#pending);
    const late = Promise.withResolvers<"late">();
    const timer = setTimeout(() => late.resolve("late"), timeoutMs);
    try {
      const first = await Promise.race([this.#pending, late.promise]);
      return first === "late" ? undefined : this.#take(first);
    } finally {
      clearTimeout(timer);
    }
  }

  #take(delivery: Delivery<T> | undefined): Delivery<T> | undefined {
    this.#pending = undefined;
    return delivery;
  }
}
