import type { CrawlEvent } from "../../crawler/local/events.ts";
import type { Context } from "../context.ts";
import { clearToEnd, cursorUp, fit, hideCursor, plain, showCursor } from "./ansi.ts";
import { CrawlProgress } from "./crawl-progress.ts";
import type { CrawlView } from "./view.ts";

const repaintMs = 100;
const maxBarWidth = 24;
const minBarWidth = 6;

/** Two lines at the bottom of a terminal that are painted over; everything else scrolls above them. */
export class LiveView implements CrawlView {
  readonly #context: Context;
  readonly #progress = new CrawlProgress();
  #painted: readonly string[] = [];
  #paintedAtMs = -Infinity;
  #finished = false;

  constructor(context: Context) {
    this.#context = context;
    context.stderr.write(hideCursor);
  }

  onEvent(event: CrawlEvent): void {
    const nowMs = this.#context.elapsedMs();
    this.#progress.onEvent(event, nowMs);
    if (event.type === "note") this.print(event.message);
    else if (event.type === "phase" && event.resumed === true) this.print(`continuing snapshot ${event.snapshot}`);
    else if (nowMs - this.#paintedAtMs >= repaintMs) this.#paint();
  }

  print(line: string): void {
    if (this.#finished) return;
    this.#context.stderr.write(`${this.#erasure()}${plain(line)}\n`);
    this.#painted = [];
    this.#paint();
  }

  finish(): void {
    if (this.#finished) return;
    this.#context.stderr.write(`${this.#erasure()}${showCursor}`);
    this.#finished = true;
  }

  #paint(): void {
    if (this.#finished) return;
    // One column stays free: a line that fills the last one wraps on some terminals.
    const columns = this.#columns - 1;
    const lines = this.#buildLines(columns);
    this.#context.stderr.write(`${this.#erasure()}${lines.map((line) => `${line}\n`).join("")}`);
    this.#painted = lines;
    this.#paintedAtMs = this.#context.elapsedMs();
  }

  #buildLines(columns: number): string[] {
    const figures = this.#progress.describe().slice(0, columns);
    const { inHand, phase } = this.#progress;
    const seeding = phase === "Seeding" ? "looking for pages" : "";
    return [`${this.#buildBar(columns - figures.length - 1)}${figures}`, fit(plain(inHand ?? seeding), columns)];
  }

  /** Gives way to the figures on a narrow terminal. */
  #buildBar(room: number): string {
    const width = Math.min(maxBarWidth, room);
    if (width < minBarWidth) return "";
    const filled = Math.round(this.#progress.share * width);
    return `${"█".repeat(filled)}${"░".repeat(width - filled)} `;
  }

  /** Back to where the painted lines begin, which a narrower terminal may have wrapped since. */
  #erasure(): string {
    if (this.#painted.length === 0) return "";
    const rows = this.#painted.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / this.#columns)), 0);
    return `${cursorUp(rows)}${clearToEnd}`;
  }

  get #columns(): number {
    return Math.max(10, this.#context.stderr.columns ?? 80);
  }
}
