import { setTimeout as sleep } from "node:timers/promises";

/** What a browser starts is less even on its way to the site than what the fetcher sends. */
const MARGIN = 1.05;
/** A page may ask for this much before it is taken for one that never ends. */
const MAX_REQUESTS = 400;

/**
 * Lets the requests of one page through. To the crawl's own hosts they leave one at a time and no closer than the
 * plan's rate, so with the one permit of the page the site sees no more than it was promised; all are counted.
 */
export class RequestGate {
  readonly #intervalMs: number;
  readonly #signal: AbortSignal;
  #last: Promise<void> = Promise.resolve();
  #lastStartMs: number;
  #left = MAX_REQUESTS;

  /** The page's own document was requested at the latest when the gate opens. */
  constructor(intervalMs: number, signal: AbortSignal) {
    this.#intervalMs = intervalMs * MARGIN;
    this.#signal = signal;
    this.#lastStartMs = performance.now();
  }

  /** Waits for the request's turn and runs it; undefined when the page has had all that it may have. */
  async pass<T>(isOfCrawl: boolean, request: () => Promise<T>): Promise<T | undefined> {
    if (this.#left <= 0) return undefined;
    this.#left -= 1;
    if (!isOfCrawl) return await request();
    const before = this.#last;
    const done = Promise.withResolvers<void>();
    this.#last = done.promise;
    try {
      await before;
      await this.#space();
      return await request();
    } finally {
      done.resolve();
    }
  }

  async #space(): Promise<void> {
    this.#signal.throwIfAborted();
    const waitMs = this.#lastStartMs + this.#intervalMs - performance.now();
    if (waitMs > 0) await sleep(Math.ceil(waitMs), undefined, { signal: this.#signal });
    this.#lastStartMs = performance.now();
  }
}
