import type { PageCounts } from "../contract.ts";
import type { Entry } from "../frontier/entry.ts";

/** What a crawl tells the one who watches it, page by page. */
export interface CrawlObserver {
  onSettled(entry: Entry, elapsedMs: number, bytes: number): void;
  onReleased(url: string): void;
  onNote(message: string): void;
  onCounts(counts: PageCounts): void;
}

export interface Sample {
  readonly secondsSinceStart: number;
  readonly pagesDone: number;
  readonly bytes: number;
}

const MAX_SAMPLES = 600;

/** Requests, bytes and speed over time, in bounded memory: when the list is full, every second sample goes. */
export class CrawlLog {
  requests = 0;
  transferredBytes = 0;
  #samples: Sample[] = [];
  #everySeconds = 1;
  readonly #startedAtMs: number;

  constructor(startedAtMs: number) {
    this.#startedAtMs = startedAtMs;
  }

  get samples(): readonly Sample[] {
    return this.#samples;
  }

  note(bytes: number, counts: PageCounts, nowMs: number): void {
    this.requests += 1;
    this.transferredBytes += bytes;
    const secondsSinceStart = Math.floor((nowMs - this.#startedAtMs) / 1000);
    const pagesDone = counts.stored + counts.unchanged + counts.skipped + counts.failed;
    const last = this.#samples.at(-1);
    if (last !== undefined && secondsSinceStart < last.secondsSinceStart + this.#everySeconds) return;
    this.#samples.push({ secondsSinceStart, pagesDone, bytes: this.transferredBytes });
    if (this.#samples.length < MAX_SAMPLES) return;
    this.#samples = this.#samples.filter((_, index) => index % 2 === 0);
    this.#everySeconds *= 2;
  }
}
