import type { Delivery, Receiver } from "../queue/queue.ts";

/** Messages one at a time, or nothing once the time is up; a message that arrives then is kept for the next call. */
export class Inbox<T> {
  readonly #receiver: Receiver<T>;
  readonly #signal: AbortSignal;
  #isAsked = false;
  #arrived: Arrival<T> | undefined;
  #wake: (() => void) | undefined;

  constructor(receiver: Receiver<T>, signal: AbortSignal) {
    this.#receiver = receiver;
    this.#signal = signal;
  }

  /** Without a time it waits until there is one; undefined also when the signal is aborted. */
  async next(timeoutMs: number | undefined): Promise<Delivery<T> | undefined> {
    if (this.#arrived === undefined) {
      this.#ask();
      await this.#wait(timeoutMs);
    }
    const arrived = this.#arrived;
    if (arrived === undefined) return undefined;
    this.#arrived = undefined;
    if (arrived.error !== undefined) throw arrived.error;
    return arrived.delivery;
  }

  #ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#receiver.next(this.#signal).then(
      (delivery) => this.#take({ delivery }),
      (error: unknown) => this.#take({ error }),
    );
  }

  #take(arrival: Arrival<T>): void {
    this.#isAsked = false;
    this.#arrived = arrival;
    this.#wake?.();
  }

  /** One callback and one timer: what raced with a promise for each message would pile up on the promise. */
  #wait(timeoutMs: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.#wake?.(), timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}

interface Arrival<T> {
  readonly delivery?: Delivery<T> | undefined;
  readonly error?: unknown;
}
