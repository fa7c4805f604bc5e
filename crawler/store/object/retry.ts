import { setTimeout as sleep } from "node:timers/promises";

const firstPauseMs = 500;
const longestPauseMs = 20_000;

/** Full jitter: those who were turned away together do not come back together. https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/ */
export function computePauseMs(failedTries: number, random: () => number = Math.random): number {
  return random() * Math.min(longestPauseMs, firstPauseMs * 2 ** failedTries);
}

/** Does the work until it succeeds, it fails for good, or there were `tries`; throws the last error. */
export async function retried<T>(
  work: () => Promise<T>,
  mayRetry: (error: unknown) => boolean,
  tries: number,
): Promise<T> {
  for (let failed = 1; ; failed++) {
    try {
      return await work();
    } catch (error) {
      if (failed >= tries || !mayRetry(error)) throw error;
      await sleep(computePauseMs(failed));
    }
  }
}
