import { Backoff } from "./backoff.ts";
import { systemClock, type Clock } from "./clock.ts";

/** What a user waits for goes before what only repeats. */
export type Priority = "edit" | "resync";

export interface QueueObserver {
  readonly added: (depth: number) => void;
  readonly taken: (waitedMs: number, depth: number) => void;
  readonly retried: () => void;
}

/** First pause after a failure and the longest: as controller-runtime's, but for a friendlier upper end. */
const firstRetryMs = 5;
const maxRetryMs = 5 * 60_000;
/** So many edits in a row let one resync through: else steady edits would keep the rest from ever being looked at. */
const editsForEachResync = 8;

interface Waiting {
  readonly dueMs: number;
  readonly cancel: () => void;
}

/**
 * Keys that wait for work. A key is in it once, however often it is added, and is never taken by two at a time: what is
 * added while it is worked on comes again when that is `done`. Whoever takes a key must call `done` for it.
 */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #observer: QueueObserver | undefined;
  /** Ready keys in order, with the time since when they wait. */
  readonly #ready: Record<Priority, Map<string, number>> = { edit: new Map(), resync: new Map() };
  readonly #working = new Map<string, { readonly sinceMs: number; readonly priority: Priority }>();
  readonly #again = new Map<string, Priority>();
  readonly #delayed = new Map<string, Waiting>();
  readonly #backoffs = new Map<string, Backoff>();
  readonly #takers: ((key: string | undefined) => void)[] = [];
  #editsInRow = 0;
  #isClosed = false;

  constructor(options: { clock?: Clock; observer?: QueueObserver } = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#observer = options.observer;
  }

  get depth(): number {
    return this.#ready.edit.size + this.#ready.resync.size;
  }

  get delayedCount(): number {
    return this.#delayed.size;
  }

  /** Since when each key is worked on, in ms. */
  readWorkingMs(): readonly number[] {
    return [...this.#working.values()].map(({ sinceMs }) => this.#clock.monotonicMs() - sinceMs);
  }

  add(key: string, priority: Priority = "edit"): void {
    if (this.#isClosed) return;
    this.#cancelDelay(key);
    if (this.#working.has(key)) {
      if (this.#again.get(key) !== "edit") this.#again.set(key, priority);
      return;
    }
    if (this.#ready.edit.has(key)) return;
    const since = this.#ready.resync.get(key) ?? this.#clock.monotonicMs();
    if (priority === "edit") this.#ready.resync.delete(key);
    if (this.#ready[priority].has(key)) return;
    this.#ready[priority].set(key, since);
    this.#observer?.added(this.depth);
    this.#handOut();
  }

  /**
   * The earliest of several delays counts; one that is ready or becomes ready sooner needs none. What comes again after
   * its work keeps its priority.
   */
  addAfter(key: string, delayMs: number): void {
    if (this.#isClosed) return;
    const priority = this.#working.get(key)?.priority ?? "resync";
    if (delayMs <= 0) return this.add(key, priority);
    const dueMs = this.#clock.monotonicMs() + delayMs;
    const waiting = this.#delayed.get(key);
    if (waiting !== undefined && waiting.dueMs <= dueMs) return;
    waiting?.cancel();
    const cancel = this.#clock.schedule(() => this.add(key, priority), delayMs);
    this.#delayed.set(key, { dueMs, cancel });
  }

  /** After a failure: later each time, until `forget`. */
  retry(key: string): void {
    const backoff = this.#backoffs.get(key) ?? new Backoff(firstRetryMs, maxRetryMs);
    this.#backoffs.set(key, backoff);
    this.#observer?.retried();
    this.addAfter(key, backoff.next());
  }

  forget(key: string): void {
    this.#backoffs.delete(key);
  }

  /** The next key, or undefined once the queue is closed. */
  async take(): Promise<string | undefined> {
    if (this.#isClosed) return undefined;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.#takers.push(resolve);
    this.#handOut();
    return await promise;
  }

  done(key: string): void {
    this.#working.delete(key);
    const priority = this.#again.get(key);
    this.#again.delete(key);
    if (priority !== undefined) this.add(key, priority);
  }

  close(): void {
    this.#isClosed = true;
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
    for (const resolve of this.#takers.splice(0)) resolve(undefined);
  }

  #cancelDelay(key: string): void {
    this.#delayed.get(key)?.cancel();
    this.#delayed.delete(key);
  }

  #handOut(): void {
    while (this.#takers.length > 0) {
      const priority = this.#choosePriority();
      const [first] = this.#ready[priority];
      if (first === undefined) return;
      const [key, since] = first;
      this.#ready[priority].delete(key);
      this.#editsInRow = priority === "edit" ? this.#editsInRow + 1 : 0;
      const nowMs = this.#clock.monotonicMs();
      this.#working.set(key, { sinceMs: nowMs, priority });
      this.#observer?.taken(nowMs - since, this.depth);
      this.#takers.shift()?.(key);
    }
  }

  #choosePriority(): Priority {
    const { edit, resync } = this.#ready;
    if (edit.size === 0) return "resync";
    return resync.size > 0 && this.#editsInRow >= editsForEachResync ? "resync" : "edit";
  }
}
