import type { PageCounts, Phase } from "../contract.ts";
import type { CrawlLog, CrawlObserver } from "../coordinator/crawl-log.ts";
import type { CrawlEvent } from "./events.ts";

const EVERY_MS = 200;
const NOTHING: PageCounts = { discovered: 0, stored: 0, unchanged: 0, skipped: 0, failed: 0 };

/** Turns what the coordinator sees into events, a few progress events a second among them. */
export class Progress implements CrawlObserver, Disposable {
  #counts: PageCounts = NOTHING;
  #inHand: string | undefined;
  #publishing: { done: number; total: number } | undefined;
  readonly #startedAtMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #log: CrawlLog;
  readonly #emit: (event: CrawlEvent) => void;
  readonly #snapshot: string;

  constructor(snapshot: string, log: CrawlLog, emit: (event: CrawlEvent) => void) {
    this.#snapshot = snapshot;
    this.#log = log;
    this.#emit = emit;
    this.#timer = setInterval(() => this.#tick(), EVERY_MS);
  }

  get counts(): PageCounts {
    return { ...this.#counts };
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  phase(phase: Phase, resumed = false): void {
    this.#emit({ type: "phase", phase, snapshot: this.#snapshot, ...(resumed ? { resumed } : {}) });
  }

  onSettled: CrawlObserver["onSettled"] = (entry, elapsedMs, bytes) => {
    if (entry.kind !== "page" || entry.bucket === undefined) return;
    const { url, bucket, reason, detail } = entry;
    this.#emit({
      type: "page",
      url,
      bucket,
      elapsedMs,
      bytes,
      ...(reason === undefined ? {} : { reason }),
      ...(detail === undefined ? {} : { detail }),
    });
  };

  onReleased(url: string): void {
    this.#inHand = url;
  }

  onNote(message: string): void {
    this.#emit({ type: "note", message });
  }

  onCounts(counts: PageCounts): void {
    this.#counts = counts;
  }

  onPublishing = (done: number, total: number): void => {
    this.#publishing = { done, total };
  };

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#tick();
  }

  #tick(): void {
    this.#emit({
      type: "progress",
      counts: this.counts,
      inHand: this.#publishing === undefined ? this.#inHand : undefined,
      transferredBytes: this.#log.transferredBytes,
      elapsedMs: this.elapsedMs,
      ...(this.#publishing === undefined ? {} : { publishing: this.#publishing }),
    });
  }
}
