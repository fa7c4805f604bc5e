import type { Clock } from "./clock.ts";

/** A clock that stands until a test moves it. */
export class FakeClock implements Clock {
  #ms = 0;
  #wallMs = Date.UTC(2026, 0, 1);
  #timers: { dueMs: number; callback: () => void }[] = [];

  readonly monotonicMs = () => this.#ms;
  readonly now = () => new Date(this.#wallMs);

  readonly schedule = (callback: () => void, delayMs: number) => {
    const timer = { dueMs: this.#ms + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Runs what becomes due on the way, in order. */
  advance(ms: number): void {
    const endMs = this.#ms + ms;
    for (;;) {
      const [next] = this.#timers.filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#move(Math.max(this.#ms, next.dueMs));
      next.callback();
    }
    this.#move(endMs);
  }

  advanceUntil(condition: () => boolean): void {
    while (!condition()) this.advance(1);
  }

  /** The wall clock alone, as NTP or a person sets it. */
  jump(ms: number): void {
    this.#wallMs += ms;
  }

  #move(ms: number): void {
    this.#wallMs += ms - this.#ms;
    this.#ms = ms;
  }
}
