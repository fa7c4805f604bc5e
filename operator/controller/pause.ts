import type { Clock } from "./clock.ts";

/** Waits, but not past the signal. Never rejects. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => resolve();
  const cancel = clock.schedule(stop, ms);
  signal.addEventListener("abort", stop);
  await promise;
  signal.removeEventListener("abort", stop);
  cancel();
}
