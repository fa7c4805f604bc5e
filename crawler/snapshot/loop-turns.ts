import { setImmediate as nextTurn } from "node:timers/promises";

const MAX_HOLD_MS = 50;

/**
 * For loops over thousands of pages: lets signals and timers through, which the calls of a volume never do, since they
 * come back without a turn of the event loop. Throws the signal's reason.
 */
export function createLoopTurns(signal?: AbortSignal): () => Promise<void> | undefined {
  let turnedAtMs = performance.now();
  const turn = async (): Promise<void> => {
    await nextTurn();
    turnedAtMs = performance.now();
    signal?.throwIfAborted();
  };
  return () => {
    signal?.throwIfAborted();
    return performance.now() - turnedAtMs < MAX_HOLD_MS ? undefined : turn();
  };
}
