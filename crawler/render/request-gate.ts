import { setTimeout as sleep } from "node:timers/promises";

/** What a browser starts is less even on its way to the site than what the fetcher sends. */
const MARGIN = 1.05;
/** A page may ask for this much before it is taken for one that never ends. */
const MAX_REQUESTS = 400;
const SECOND_MS = 1000;

/**
 * Lets the requests of one page through. To the crawl's own hosts they leave one at a time and no closer than the
 * plan's rate, so with the one permit of the page the site sees no more than it was promised; all are counted.
 */
export class RequestGate {
  readonly #intervalMs: number;
  readonly #signal: AbortSignal;
  /** When the last ones were answered, which is after the site saw them: as many as a second may hold. */
  readonly #answeredAtMs: number[];
  #last: Promise<void> = Promise.resolve();
  #lastStartMs: number;
  #left = MAX_REQUESTS;

  /** The page's own document was answered at the latest when the gate opens. */
  constructor(intervalMs: number, signal: AbortSignal) {
    this.#intervalMs = intervalMs;
    this.#signal = signal;
    this.#lastStartMs = performance.now();
    const perSecond = intervalMs === 0 ? 0 : Math.ceil(SECOND_MS / intervalMs);
    this.#answeredAtMs = Array.from({ length: perSecond }, (_, index) =>
      index === perSecond - 1 ? this.#lastStartMs : -Infinity,
    );
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
      this.#answeredAtMs.push(performance.now());
      this.#answeredAtMs.shift();
      done.resolve();
    }
  }

  /**
   * Evenly; and where answers are slow, a second after that many requests ago was seen for certain: so no stall on the
   * way, at the site or here can bring more than the rate into one second.
   */
  async #space(): Promise<void> {
    this.#signal.throwIfAborted();
    const evenlyMs = this.#lastStartMs + this.#intervalMs * MARGIN;
    const [seenAtMs = -Infinity] = this.#answeredAtMs;
    const roomAtMs = seenAtMs + Math.max(SECOND_MS, this.#intervalMs);
    const waitMs = Math.max(evenlyMs, roomAtMs) - performance.now();
    if (waitMs > 0) await sleep(Math.ceil(waitMs), undefined, { signal: this.#signal });
    this.#lastStartMs = performance.now();
  }
}
