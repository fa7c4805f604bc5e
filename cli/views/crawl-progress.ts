import type { PageCounts, Phase } from "../../crawler/contract.ts";
import type { CrawlEvent } from "../../crawler/local/events.ts";
import { formatBytes, formatRate, formatTime } from "./amounts.ts";

/** Long enough to be calm, short enough to follow a site that slows down. */
const rateWindowMs = 10_000;

/** What the events so far come to: the same figures for the live view and for log lines. */
export class CrawlProgress {
  phase: Phase = "Seeding";
  inHand: string | undefined;
  #counts: PageCounts = { discovered: 0, stored: 0, unchanged: 0, skipped: 0, failed: 0 };
  #transferredBytes = 0;
  #publishing: { readonly done: number; readonly total: number } | undefined;
  readonly #samples: { atMs: number; fetched: number }[] = [];

  onEvent(event: CrawlEvent, nowMs: number): void {
    if (event.type === "phase") this.phase = event.phase;
    if (event.type !== "progress") return;
    this.#counts = event.counts;
    this.inHand = event.inHand;
    this.#transferredBytes = event.transferredBytes;
    this.#publishing = event.publishing;
    this.#samples.push({ atMs: nowMs, fetched: countFetched(event.counts) });
    while ((this.#samples[0]?.atMs ?? nowMs) < nowMs - rateWindowMs) this.#samples.shift();
  }

  /** Share of the work that is done, 0 to 1. */
  get share(): number {
    const { done, total } = this.#publishing ?? { done: countDone(this.#counts), total: this.#counts.discovered };
    return total === 0 ? 0 : Math.min(1, done / total);
  }

  describe(): string {
    if (this.phase === "Publishing" && this.#publishing !== undefined) {
      return `publishing ${this.#publishing.done} of ${this.#publishing.total}`;
    }
    const { discovered, failed } = this.#counts;
    const perSecond = this.#computeRate();
    const open = discovered - countDone(this.#counts);
    return [
      `${countDone(this.#counts)} of ${discovered} pages`,
      formatRate(perSecond),
      formatBytes(this.#transferredBytes),
      `${failed} failed`,
      perSecond > 0 && open > 0 ? `about ${formatTime((open / perSecond) * 1000)} left` : "",
    ]
      .filter((part) => part !== "")
      .join(" · ");
  }

  #computeRate(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < 200) return 0;
    return Math.max(0, ((last.fetched - first.fetched) * 1000) / (last.atMs - first.atMs));
  }
}

const countDone = (counts: PageCounts): number => counts.stored + counts.unchanged + counts.skipped + counts.failed;
/** Skipped pages cost no time and would spoil the rate. */
const countFetched = (counts: PageCounts): number => counts.stored + counts.unchanged + counts.failed;
