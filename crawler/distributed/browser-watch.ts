import { setTimeout as sleep } from "node:timers/promises";
import { errors } from "@nats-io/transport-node";
import type { Plan } from "../contract.ts";
import { nameCrawl } from "../nats-names.ts";
import type { Nats } from "../nats/nats.ts";

/** Workers that are about to come are waited for, once. */
const PATIENCE_MS = 3000;
const PAUSE_MS = 250;
/** The server says at once that nobody listens; a listener says nothing. */
const SILENCE_MS = 400;
/** An answer is good for so long. */
const FRESH_MS = 2000;

/** Tells the coordinator whether a worker of the crawl has a browser; until then it listens. */
export const listenAsBrowser = ({ connection }: Nats, plan: Plan): Disposable => {
  const subscription = connection.subscribe(nameCrawl(plan).subjects.browsers, { callback: () => undefined });
  return { [Symbol.dispose]: () => subscription.unsubscribe() };
};

/** Whether any worker of the crawl has a browser: by who listens, so a worker that is gone needs to say nothing. */
export class BrowserWatch {
  readonly #nats: Nats;
  readonly #subject: string;
  #known: boolean | undefined;
  #askedAtMs = 0;
  #asking: Promise<boolean> | undefined;

  constructor(nats: Nats, plan: Plan) {
    this.#nats = nats;
    this.#subject = nameCrawl(plan).subjects.browsers;
  }

  /** Waits where none has been seen so far; what was seen lately is good enough, and looked at again meanwhile. */
  async isOneThere(signal: AbortSignal): Promise<boolean> {
    const isFresh = performance.now() - this.#askedAtMs < FRESH_MS;
    if (this.#known === true && isFresh) return true;
    this.#asking ??= this.#ask(signal).finally(() => {
      this.#asking = undefined;
    });
    return this.#known === true ? true : await this.#asking;
  }

  async #ask(signal: AbortSignal): Promise<boolean> {
    const patienceMs = this.#known === undefined ? PATIENCE_MS : 0;
    const startMs = performance.now();
    for (;;) {
      const isThere = await this.#isHeard();
      this.#askedAtMs = performance.now();
      if (isThere || performance.now() - startMs >= patienceMs || signal.aborted) return (this.#known = isThere);
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #isHeard(): Promise<boolean> {
    try {
      await this.#nats.connection.request(this.#subject, "", { timeout: SILENCE_MS });
      return true;
    } catch (error) {
      return !(error instanceof errors.RequestError && error.isNoResponders());
    }
  }
}
