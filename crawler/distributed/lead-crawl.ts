import type { Phase, Plan, Progress, StoreTarget } from "../contract.ts";
import { nameCrawl } from "../nats-names.ts";
import type { CrawlTrace } from "../coordinator/crawl-trace.ts";
import type { CrawlEvent, LocalCrawlResult } from "../local/events.ts";
import { checkJetStream, connectNats, type NatsSettings } from "../nats/connect.ts";
import { awaitStreams } from "../nats/provided-streams.ts";
import { deleteStreams } from "../nats/streams.ts";
import type { Nats } from "../nats/nats.ts";
import { persist } from "../nats/trouble.ts";
import { openStore } from "../store/open-store.ts";
import { proveWritable } from "../store/prove-writable.ts";
import type { StoreAccess } from "../store/target.ts";
import { boundGarbage } from "./bound-garbage.ts";
import { ProgressBoard } from "./progress-board.ts";
import { runCoordinator } from "./run-coordinator.ts";
import { waitForStore, type Waiting } from "./wait-for-store.ts";

export interface LeadOptions {
  readonly plan: Plan;
  readonly nats: NatsSettings;
  readonly target: StoreTarget;
  readonly storeAccess: StoreAccess;
  /** Once the end is recorded; an operator does it itself when it has read the record. */
  readonly deletesStreams: boolean;
  readonly signal: AbortSignal;
  readonly trace?: CrawlTrace;
  readonly onEvent: (event: CrawlEvent) => void;
  onPulse(): void;
  /** A message was kept aside. */
  readonly onUnreadable?: () => void;
  readonly onConnected?: (isConnected: boolean) => void;
}

/** A coordinator from its connection to the record of its end. Throws `NatsRefused`, `JournalTaken`, `StoreError`. */
export async function leadCrawl(options: LeadOptions): Promise<LocalCrawlResult> {
  boundGarbage();
  const story = new Story(options.plan);
  try {
    return await lead(options, story);
  } catch (error) {
    if (!options.signal.aborted) throw error;
    return { type: "interrupted", message: "stopped before the crawl was taken up", counts: story.counts };
  }
}

async function lead(options: LeadOptions, story: Story): Promise<LocalCrawlResult> {
  const { plan, signal } = options;
  const onNote = (message: string): void => options.onEvent({ type: "note", message });
  const name = `docsynapse coordinator ${nameCrawl(plan).id}`;
  await using nats = await connectNats(options.nats, { ...options, signal, name, onNote });
  const until = AbortSignal.any([signal, nats.refused]);
  try {
    const result = await leadOver(nats, { ...options, signal: until }, story);
    nats.refused.throwIfAborted();
    if (options.deletesStreams && result.type !== "interrupted") {
      await persist(() => deleteStreams(nats.jsm, plan), { signal: until });
    }
    return result;
  } catch (error) {
    // What failed did so because of this.
    nats.refused.throwIfAborted();
    throw error;
  }
}

async function leadOver(nats: Nats, options: LeadOptions, story: Story): Promise<LocalCrawlResult> {
  const { plan, signal, onEvent } = options;
  const store = await openStore(options.target, options.storeAccess);
  await persist(() => checkJetStream(nats), { signal });
  const onNote = (message: string): void => onEvent({ type: "note", message });
  if (plan.streams?.areProvided === true) await awaitStreams(nats, plan, { signal, onNote });
  await using board = await persist(() => ProgressBoard.open(nats, plan), { signal });
  const tell = (): void => board.tell(story.progress(board.isSuspended));
  const onWaiting = (waiting: Waiting | undefined): void => {
    if (waiting !== undefined) onEvent({ type: "note", message: waiting.message });
    if (story.waitFor(waiting)) tell();
  };
  const onPulse = (): void => options.onPulse();
  await waitForStore({ signal, onWaiting, onPulse }, () => proveWritable(store));
  const result = await runCoordinator({
    plan,
    nats,
    store,
    signal,
    trace: options.trace,
    isSuspended: () => board.isSuspended,
    onEvent: (event) => {
      story.note(event);
      if (event.type !== "page") tell();
      onEvent(event);
    },
    onUnreadable: (message) => {
      story.rejectedMessages += 1;
      options.onUnreadable?.();
      onEvent({ type: "note", message: `${message} (kept aside, ${story.rejectedMessages} so far)` });
    },
    onWaiting,
    onPulse,
  });
  story.end(result);
  tell();
  return result;
}

/** What the events so far come to. */
class Story {
  rejectedMessages = 0;
  readonly #snapshot: string;
  #phase: Phase = "Seeding";
  #counts: Progress["counts"] = { discovered: 0, stored: 0, unchanged: 0, skipped: 0, failed: 0 };
  #transferredBytes = 0;
  #trouble: Pick<Progress, "reason" | "message"> = {};

  constructor({ snapshot }: Plan) {
    this.#snapshot = snapshot;
  }

  note(event: CrawlEvent): void {
    if (event.type === "phase") this.#phase = event.phase;
    if (event.type !== "progress") return;
    this.#counts = event.counts;
    this.#transferredBytes = event.transferredBytes;
    if (this.#phase === "Seeding" && event.counts.stored > 0) this.#phase = "Crawling";
  }

  /** Whether that is news: it is not which file is the next that finds no room. */
  waitFor(waiting: Waiting | undefined): boolean {
    if (this.#trouble.reason === waiting?.reason) return false;
    this.#trouble = waiting === undefined ? {} : toTrouble(waiting);
    return true;
  }

  end(result: LocalCrawlResult): void {
    this.#counts = result.counts;
    this.#trouble = {};
    if (result.type === "published") this.#phase = "Succeeded";
    if (result.type !== "failed") return;
    this.#phase = "Failed";
    this.#trouble = toTrouble(result);
  }

  get counts(): Progress["counts"] {
    return this.#counts;
  }

  progress(isSuspended: boolean): Progress {
    return {
      version: 1,
      snapshot: this.#snapshot,
      phase: isSuspended && (this.#phase === "Seeding" || this.#phase === "Crawling") ? "Suspended" : this.#phase,
      counts: this.#counts,
      transferredBytes: this.#transferredBytes,
      rejectedMessages: this.rejectedMessages,
      ...this.#trouble,
      updatedAt: new Date().toISOString(),
    };
  }
}

const toTrouble = ({ reason, message }: Waiting): Pick<Progress, "reason" | "message"> => ({
  reason: reason.slice(0, 64),
  message: message.slice(0, 2000),
});
