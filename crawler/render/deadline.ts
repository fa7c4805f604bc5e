/** A page took longer than it may; what says so tells what it was at. */
export class RenderTimeout extends Error {
  override readonly name = "RenderTimeout";
}

/** One page's time: whatever is waited for under it ends with it, or with the signal. */
export class Deadline {
  readonly atMs: number;
  readonly timeoutMs: number;
  readonly #signal: AbortSignal;

  constructor(timeoutMs: number, signal: AbortSignal) {
    this.timeoutMs = timeoutMs;
    this.atMs = performance.now() + timeoutMs;
    this.#signal = signal;
  }

  leftMs(): number {
    return Math.max(0, this.atMs - performance.now());
  }

  /** @param step what was not done in time, to follow "did not" */
  async during<T>(work: Promise<T>, step: string): Promise<T> {
    this.#signal.throwIfAborted();
    const cut = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => cut.reject(new RenderTimeout(`did not ${step} within ${this.timeoutMs} ms`)),
      this.leftMs(),
    );
    const onAbort = (): void => cut.reject(this.#signal.reason as Error);
    this.#signal.addEventListener("abort", onAbort, { once: true });
    // It may fail when nobody waits any more.
    work.catch(() => undefined);
    try {
      return await Promise.race([work, cut.promise]);
    } finally {
      clearTimeout(timer);
      this.#signal.removeEventListener("abort", onAbort);
    }
  }
}
