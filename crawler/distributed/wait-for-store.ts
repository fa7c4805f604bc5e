import { setTimeout as sleep } from "node:timers/promises";
import { StoreError } from "../store/store.ts";

const PAUSE_MS = 10_000;

export interface Waiting {
  /** One word. */
  readonly reason: string;
  /** What it waits for, with the remedy. */
  readonly message: string;
}

export interface StoreWait {
  readonly signal: AbortSignal;
  /** Told at each failure, and with undefined when it seems to go on. */
  readonly onWaiting: (waiting: Waiting | undefined) => void;
  /** To wait is not to be stuck. */
  readonly onPulse: () => void;
}

/** A store that is full or away is waited for: whoever mends it need not start the crawl again. */
export async function waitForStore<Result>(
  { signal, onWaiting, onPulse }: StoreWait,
  run: () => Promise<Result>,
  pauseMs = PAUSE_MS,
): Promise<Result> {
  for (;;) {
    // A run that lasts so long has what it lacked.
    const goesOn = setTimeout(() => onWaiting(undefined), pauseMs).unref();
    try {
      return await run();
    } catch (error) {
      const mayHeal = error instanceof StoreError && (error.problem === "full" || error.problem === "unreachable");
      if (!mayHeal) throw error;
      onWaiting({ reason: `Store-${error.problem}`, message: `${error.message}; the crawl waits for it` });
    } finally {
      clearTimeout(goesOn);
    }
    onPulse();
    await sleep(pauseMs, undefined, { signal });
  }
}
