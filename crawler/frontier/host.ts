import type { Plan } from "../contract.ts";
import type { Entry } from "./entry.ts";
import { createPace, type Pace } from "./politeness.ts";
import type { Workers } from "./workers.ts";

/** One host's pace and the URLs that wait for it. */
export interface Host {
  readonly name: string;
  readonly pace: Pace;
  open: number;
  /** Requests bring back the cookies that it set: without them it leads in a circle. */
  wantsCookies: boolean;
  readonly pages: Line;
  /** robots.txt, lists, API descriptions, native Markdown and assets: they do not count against the page limit. */
  readonly others: Line;
}

export function createHost(name: string, plan: Plan, workers: Workers): Host {
  const { requestsPerSecond, maxConcurrency } = plan.politeness;
  const pace = createPace(requestsPerSecond, maxConcurrency, workers === "elsewhere");
  return { name, open: 0, wantsCookies: false, pace, pages: new Line(), others: new Line() };
}

/**
 * First in, first out within a level, lower levels first. An entry that is no longer `ready` is passed over, so taking
 * one out costs nothing.
 */
class Line {
  readonly #levels: { entries: Entry[]; head: number }[] = [];

  push(entry: Entry, level: number): void {
    for (let missing = this.#levels.length; missing <= level; missing++) this.#levels.push({ entries: [], head: 0 });
    this.#levels[level]?.entries.push(entry);
  }

  /** The entry whose turn it is; it stays in the line until its state changes. */
  peek(): Entry | undefined {
    for (const level of this.#levels) {
      while (level.head < level.entries.length) {
        const entry = level.entries[level.head];
        if (entry?.state === "ready") return entry;
        level.head += 1;
      }
      level.entries.length = 0;
      level.head = 0;
    }
    return undefined;
  }
}
