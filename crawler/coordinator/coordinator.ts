import { keyOf } from "../frontier/entry.ts";
import { Frontier } from "../frontier/frontier.ts";
import type { JournalRecord } from "../frontier/records.ts";
import type { Result } from "../messages.ts";
import type { Delivery } from "../queue/queue.ts";
import type { PreviousSnapshot } from "../snapshot/previous.ts";
import { answerOf, isAnswerable, type Answerable } from "./answer.ts";
import { Inbox } from "./inbox.ts";
import { noTrace } from "./crawl-trace.ts";
import type { CoordinatorOptions } from "./options.ts";
import { pauseNote } from "./pause-note.ts";
import { resume } from "./resume.ts";
import { Staging } from "./staging.ts";
import { buildWorkItem } from "./work-item.ts";
import { Writes } from "./writes.ts";

/** Results that may be on their way to the disk at once; more would only pile up in memory. */
const MAX_UNWRITTEN = 32;
const SUSPENDED_POLL_MS = 500;

/**
 * Crawls until every URL has an outcome; returns the frontier, or undefined when the signal came first. For each
 * result: journal, then file, then ack. It moves text and never parses what a site sent.
 */
export async function coordinate(options: CoordinatorOptions): Promise<Frontier | undefined> {
  const frontier = new Frontier(options.plan, options.workers);
  await resume(frontier, options);
  const crawl = new Crawl(frontier, options);
  return (await crawl.run()) ? frontier : undefined;
}

class Crawl {
  readonly #frontier: Frontier;
  readonly #options: CoordinatorOptions;
  readonly #staging: Staging;
  /** The last snapshot, where its validators still hold. */
  readonly #known: PreviousSnapshot | undefined;
  /** Ends the waiting for results when a write has failed. */
  readonly #broken = new AbortController();
  readonly #writes = new Writes(() => this.#broken.abort());

  constructor(frontier: Frontier, options: CoordinatorOptions) {
    this.#frontier = frontier;
    this.#options = options;
    this.#staging = new Staging(options.store, options.plan.snapshot);
    this.#known = options.previous?.fits(options.plan) === true ? options.previous : undefined;
  }

  /** Whether the crawl came to its end; throws what a write failed with. */
  async run(): Promise<boolean> {
    const signal = AbortSignal.any([this.#options.signal, this.#broken.signal]);
    const inbox = new Inbox(this.#options.results, signal);
    if (!this.#frontier.isSeeded()) this.#commit(this.#frontier.seed(this.#firstRelease()));
    while (!signal.aborted) {
      this.#commit(this.#frontier.tick(this.#options.now(), !this.#isSuspended()));
      if (this.#frontier.isFinished()) break;
      const delivery = await inbox.next(this.#millisecondsToTick());
      if (delivery !== undefined) await this.#take(delivery);
    }
    await this.#writes.end();
    return this.#frontier.isFinished();
  }

  /** Permits of a journal that was lost may still be out, in their thousands a second at most: time tells ours apart. */
  #firstRelease(): number | undefined {
    return this.#options.workers === "here" ? undefined : this.#options.now() * 1000;
  }

  #isSuspended(): boolean {
    return this.#options.isSuspended?.() === true;
  }

  #millisecondsToTick(): number | undefined {
    if (this.#isSuspended()) return SUSPENDED_POLL_MS;
    const atMs = this.#frontier.nextTickMs();
    return atMs === undefined ? undefined : Math.max(0, Math.ceil(atMs - this.#options.now()));
  }

  /** Journals what the frontier decided; requests leave once their permit is in the journal. */
  #commit(records: readonly JournalRecord[]): void {
    if (records.length === 0) return;
    this.#writes.add(this.#journalAndSend(records));
    this.#report();
  }

  async #journalAndSend(records: readonly JournalRecord[]): Promise<void> {
    await this.#options.journal.append(records);
    const permits = records.filter((record) => record.type === "released");
    const [first, ...others] = permits.map((permit) => this.#send(permit));
    await (others.length === 0 ? first : Promise.all([first, ...others]));
  }

  #send(permit: Extract<JournalRecord, { readonly type: "released" }>): Promise<void> {
    const { observer, work, trace = noTrace } = this.#options;
    const entry = this.#frontier.entryOf(permit.entry);
    if (entry === undefined) throw new Error(`a permit for an unknown URL: ${permit.entry}`);
    observer.onReleased(entry.url);
    const validators = this.#frontier.mayBeConditional(entry) ? this.#known?.validatorsFor(entry.url) : undefined;
    const item = buildWorkItem(permit, entry, validators, {
      renderIntervalMs: this.#frontier.renderIntervalMs(entry),
      cookies: this.#frontier.sendsCookies(entry),
    });
    return work.send(trace.sent(item, this.#options.now()));
  }

  async #take(delivery: Delivery<Result>): Promise<void> {
    const { message: result } = delivery;
    if (!isAnswerable(result)) return this.#takeStart(result.release, delivery);
    const isUnchanged = result.outcome.type === "unchanged";
    const known = isUnchanged ? await this.#options.previous?.page(result.url) : undefined;
    const record = this.#frontier.settle(answerOf(result, known), this.#options.now());
    if (record === undefined) return this.#takeAgain(result, delivery);
    const note = pauseNote(record);
    if (note !== undefined) this.#options.observer.onNote(note);
    this.#options.log.note(result.transferredBytes, this.#frontier.counts, this.#options.now());
    this.#writes.add(this.#journalAndStage(record, delivery));
    this.#report(result);
    if (this.#writes.underWay >= MAX_UNWRITTEN) await this.#writes.fewerThan(MAX_UNWRITTEN);
  }

  async #takeStart(release: number, delivery: Delivery<Result>): Promise<void> {
    this.#commit(this.#frontier.noteStarted(release));
    await delivery.ack();
  }

  /** Journaled before, perhaps by one that died before the file was written: what the journal names is written again. */
  async #takeAgain({ outcome, ...result }: Answerable, delivery: Delivery<Result>): Promise<void> {
    if (outcome.type === "page" && this.#isJournaled(result.url, outcome.pageUrl, outcome.hash)) {
      await this.#staging.stage({ ...result, outcome });
    }
    await delivery.ack();
  }

  #isJournaled(url: string, pageUrl: string, hash: string): boolean {
    const page = this.#frontier.entryOf(keyOf("page", pageUrl));
    return url === pageUrl && page?.bucket === "stored" && page.hash === hash;
  }

  async #journalAndStage(record: JournalRecord, delivery: Delivery<Result>): Promise<void> {
    const { journal, trace = noTrace } = this.#options;
    const { message } = delivery;
    await trace.during("journal", () => journal.append([record]), message);
    await trace.during("stage", () => this.#staging.stage(message), message);
    await delivery.ack();
  }

  /** Tells of every URL that has come to its end since the last call; one of them by this result, if any. */
  #report(result?: Result): void {
    const { observer } = this.#options;
    for (const entry of this.#frontier.takeFinished()) {
      const isAnswered = entry.url === result?.url;
      observer.onSettled(entry, isAnswered ? result.elapsedMs : 0, isAnswered ? result.transferredBytes : 0);
    }
    observer.onCounts(this.#frontier.counts);
  }
}
