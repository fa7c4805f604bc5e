import type { Plan } from "../contract.ts";
import type { Workers } from "../frontier/workers.ts";
import type { Result, WorkItem } from "../messages.ts";
import type { Receiver, Sender } from "../queue/queue.ts";
import type { PreviousSnapshot } from "../snapshot/previous.ts";
import type { Store } from "../store/store.ts";
import type { CrawlLog, CrawlObserver } from "./crawl-log.ts";
import type { CrawlTrace } from "./crawl-trace.ts";
import type { Journal } from "./journal.ts";

export interface CoordinatorOptions {
  readonly plan: Plan;
  readonly planDigest: string;
  readonly work: Sender<WorkItem>;
  readonly results: Receiver<Result>;
  readonly journal: Journal;
  readonly workers: Workers;
  readonly store: Store;
  readonly previous: PreviousSnapshot | undefined;
  readonly observer: CrawlObserver;
  readonly log: CrawlLog;
  /** Absent where nobody traces. */
  readonly trace?: CrawlTrace | undefined;
  now(): number;
  /** While it says so nothing is asked of the site; answers are taken. */
  isSuspended?(): boolean;
  readonly signal: AbortSignal;
}
