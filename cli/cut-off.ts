import { setTimeout as sleep } from "node:timers/promises";
import type { PageCounts } from "../crawler/contract.ts";
import type { LocalCrawlOptions, LocalCrawlResult } from "../crawler/local/events.ts";

/** Long enough for what is in hand to be written in peace, short enough for whoever waits at a terminal. */
const PATIENCE_MS = 1500;

type Watched = Pick<LocalCrawlOptions, "signal" | "onEvent">;

/**
 * Waits a while for a crawl that was told to stop, then counts it as stopped: the process is about to end, and a crawl
 * goes on where it was however it ended. A slow disk, a browser or a page that takes minutes to convert would else keep it.
 */
export async function cutOffWhenStopped(
  { signal, onEvent }: Watched,
  run: (watched: Watched) => Promise<LocalCrawlResult>,
  patienceMs = PATIENCE_MS,
): Promise<LocalCrawlResult> {
  let counts: PageCounts = { discovered: 0, stored: 0, unchanged: 0, skipped: 0, failed: 0 };
  const ended = new AbortController();
  const running = run({
    signal,
    onEvent: (event) => {
      // The last word is said.
      if (ended.signal.aborted) return;
      if (event.type === "progress") counts = event.counts;
      onEvent(event);
    },
  });
  const message = "stopped in the middle; what is done is kept. Run the same command to continue";
  const cutOff = patience(signal, patienceMs, ended.signal).then(() => ({
    type: "interrupted" as const,
    message,
    counts,
  }));
  try {
    return await Promise.race([running, cutOff]);
  } finally {
    ended.abort();
  }
}

/** Comes to its end so long after `signal`, and never once `ended` is aborted. */
function patience(signal: AbortSignal, ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const begin = (): void => void sleep(ms, undefined, { signal: ended }).then(resolve, () => undefined);
    if (signal.aborted) begin();
    else signal.addEventListener("abort", begin, { once: true, signal: ended });
  });
}
