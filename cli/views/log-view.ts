import type { CrawlEvent } from "../../crawler/local/events.ts";
import type { Context } from "../context.ts";
import { plain } from "./ansi.ts";
import { CrawlProgress } from "./crawl-progress.ts";
import type { CrawlView } from "./view.ts";

const lineEveryMs = 5000;

/** Where standard error is no terminal: a line every few seconds, and each note. */
export class LogView implements CrawlView {
  readonly #context: Context;
  readonly #progress = new CrawlProgress();
  #lastLineAtMs: number;

  constructor(context: Context) {
    this.#context = context;
    this.#lastLineAtMs = context.elapsedMs();
  }

  onEvent(event: CrawlEvent): void {
    const nowMs = this.#context.elapsedMs();
    this.#progress.onEvent(event, nowMs);
    if (event.type === "note") this.print(event.message);
    if (event.type === "phase") this.print(describePhase(event));
    if (event.type !== "progress" || nowMs - this.#lastLineAtMs < lineEveryMs) return;
    this.#lastLineAtMs = nowMs;
    this.print(this.#progress.describe());
  }

  print(line: string): void {
    this.#context.stderr.write(`${plain(line)}\n`);
  }

  finish(): void {
    // Nothing to put back.
  }
}

function describePhase({ phase, resumed, snapshot }: Extract<CrawlEvent, { type: "phase" }>): string {
  return `${phase.toLowerCase()}, snapshot ${snapshot}${resumed === true ? " (continued)" : ""}`;
}
