import type { Tracer } from "../../telemetry/span.ts";
import type { Plan } from "../contract.ts";
import { nameCrawl } from "../nats-names.ts";
import type { FetcherOptions } from "../fetch/fetcher.ts";
import type { Result } from "../messages.ts";
import { connectNats, type NatsSettings } from "../nats/connect.ts";
import { BROWSER_REMEDY } from "../render/find-browser.ts";
import type { Browser } from "../worker/tools.ts";
import { readProgress } from "./progress-board.ts";
import { runWorker } from "./run-worker.ts";

export interface ServeOptions {
  readonly plan: Plan;
  readonly nats: NatsSettings;
  readonly credentials: FetcherOptions["credentials"];
  /** Undefined where this machine has none. */
  readonly browser: Browser | undefined;
  /** Ends by itself once the crawl has: for a person. A pod is ended by whoever started it. */
  readonly endsWithCrawl: boolean;
  readonly drain: AbortSignal;
  readonly graceMs: number;
  readonly tracer?: Tracer;
  readonly onNote: (message: string) => void;
  onResult(result: Result): void;
  onPulse(): void;
  /** A message was kept aside. */
  readonly onUnreadable?: () => void;
  readonly onConnected?: (isConnected: boolean) => void;
}

/** `drained`: by its signal. Throws `NatsRefused`. */
export async function serveCrawl(options: ServeOptions): Promise<"drained" | "crawl-ended"> {
  const { plan, onNote } = options;
  const name = `docsynapse worker ${nameCrawl(plan).id}`;
  await using nats = await connectNats(options.nats, { ...options, signal: options.drain, name });
  if (plan.rendering.mode !== "Never" && options.browser === undefined) onNote(WITHOUT_BROWSER);
  const ended = new AbortController();
  let isTold = false;
  await runWorker({
    ...options,
    nats,
    drain: AbortSignal.any([options.drain, ended.signal]),
    refused: nats.refused,
    onUnreadable: (message) => {
      options.onUnreadable?.();
      onNote(`${message} (kept aside)`);
    },
    onMissing: async () => {
      if (options.endsWithCrawl && (await hasEnded(() => readProgress(nats, plan)))) ended.abort();
      else if (!isTold) onNote("the crawl has no streams yet; waiting for its coordinator");
      isTold = true;
    },
  });
  return options.drain.aborted ? "drained" : "crawl-ended";
}

const WITHOUT_BROWSER = `this worker has no browser and leaves pages that need one to others; for one here, ${BROWSER_REMEDY}`;

async function hasEnded(read: () => ReturnType<typeof readProgress>): Promise<boolean> {
  const phase = (await read().catch(() => undefined))?.phase;
  return phase === "Succeeded" || phase === "Failed";
}
