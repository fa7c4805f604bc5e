import type { Plan } from "../contract.ts";
import { Frontier, type Answer } from "../frontier/frontier.ts";
import type { JournalRecord } from "../frontier/records.ts";
import type { LeanOutcome } from "../frontier/settlement.ts";
import type { Found, Result, Validators, WorkItem } from "../messages.ts";
import type { Delivery, Receiver, Sender } from "../queue/queue.ts";
import type { PreviousSnapshot } from "../snapshot/previous.ts";
import {
  decodeStagedPage,
  encodeStagedAsset,
  encodeStagedPage,
  stagedPath,
  type StagedPage,
} from "../snapshot/staged.ts";
import type { Store } from "../store/store.ts";
import type { CrawlLog, CrawlObserver } from "./crawl-log.ts";
import type { Journal } from "./journal.ts";
import { resume } from "./resume.ts";

export interface CoordinatorOptions {
  readonly plan: Plan;
  readonly planDigest: string;
  readonly work: Sender<WorkItem>;
  readonly results: Receiver<Result>;
  readonly journal: Journal;
  readonly store: Store;
  readonly previous: PreviousSnapshot | undefined;
  readonly observer: CrawlObserver;
  readonly log: CrawlLog;
  now(): number;
  readonly signal: AbortSignal;
}

/** Results that may be on their way to the disk at once; more would only pile up in memory. */
const MAX_UNWRITTEN = 32;

/**
 * Crawls until every URL has an outcome; returns the frontier, or undefined when the signal came first. For each
 * result: journal, then file, then ack. It moves text and never parses what a site sent.
 */
export async function coordinate(options: CoordinatorOptions): Promise<Frontier | undefined> {
  const frontier = new Frontier(options.plan);
  await resume(frontier, options);
  const crawl = new Crawl(frontier, options);
  return (await crawl.run()) ? frontier : undefined;
}

class Crawl {
  readonly #frontier: Frontier;
  readonly #options: CoordinatorOptions;
  /** Ends the waiting for results when a write has failed. */
  readonly #broken = new AbortController();
  readonly #unwritten = new Set<Promise<void>>();
  readonly #staging = new Map<string, Promise<void>>();
  #failure: unknown;

  constructor(frontier: Frontier, options: CoordinatorOptions) {
    this.#frontier = frontier;
    this.#options = options;
  }

  async run(): Promise<boolean> {
    const signal = AbortSignal.any([this.#options.signal, this.#broken.signal]);
    const inbox = new Inbox(this.#options.results, signal);
    if (!this.#frontier.isSeeded()) this.#commit(this.#frontier.seed());
    while (!signal.aborted) {
      this.#commit(this.#frontier.tick(this.#options.now()));
      if (this.#frontier.isFinished()) break;
      const delivery = await inbox.next(this.#millisecondsToTick());
      if (delivery !== undefined) await this.#take(delivery);
    }
    await Promise.all(this.#unwritten);
    if (this.#failure !== undefined) throw this.#failure;
    return this.#frontier.isFinished();
  }

  #millisecondsToTick(): number | undefined {
    const atMs = this.#frontier.nextTickMs();
    return atMs === undefined ? undefined : Math.max(0, Math.ceil(atMs - this.#options.now()));
  }

  /** Journals what the frontier decided; requests leave once their permit is in the journal. */
  #commit(records: readonly JournalRecord[]): void {
    if (records.length === 0) return;
    this.#track(this.#journalAndSend(records));
    for (const record of records) if (record.type === "closed") this.#report(record.entries);
  }

  async #journalAndSend(records: readonly JournalRecord[]): Promise<void> {
    await this.#options.journal.append(records);
    for (const record of records) if (record.type === "released") await this.#send(record);
  }

  async #send(record: Extract<JournalRecord, { readonly type: "released" }>): Promise<void> {
    const { entry, ...item } = this.#frontier.itemOf(record);
    const { url, kind, format, subject, sketch } = entry;
    this.#options.observer.onReleased(url);
    const validators = this.#frontier.mayBeConditional(entry) ? this.#validatorsFor(url) : undefined;
    const withValidators = validators === undefined ? {} : { validators };
    switch (kind) {
      case "page":
      case "asset":
        return this.#options.work.send({ ...item, task: { kind, ...withValidators } });
      case "list":
        if (format === undefined) throw new Error(`a list without a format: ${url}`);
        return this.#options.work.send({ ...item, task: { kind, format } });
      case "native":
        if (subject === undefined || sketch === undefined) throw new Error(`native Markdown of no page: ${url}`);
        return this.#options.work.send({ ...item, task: { kind, pageUrl: subject, sketch } });
      case "robots":
        return this.#options.work.send({ ...item, task: { kind } });
      default:
        return kind satisfies never;
    }
  }

  #validatorsFor(url: string): Validators | undefined {
    const { plan, previous } = this.#options;
    return previous?.fits(plan) === true ? previous.validatorsFor(url) : undefined;
  }

  async #take(delivery: Delivery<Result>): Promise<void> {
    const { message: result } = delivery;
    const answer = await this.#answerOf(result);
    const record = this.#frontier.settle(answer, this.#options.now());
    if (record === undefined) return delivery.ack();
    this.#options.log.note(result.transferredBytes, this.#frontier.counts, this.#options.now());
    this.#track(this.#journalAndStage(record, delivery));
    this.#reportSettled(record.entry, result);
    this.#report(record.news.flatMap((news) => (news.skip === undefined ? [] : [news.url])));
    while (this.#unwritten.size >= MAX_UNWRITTEN) await Promise.race(this.#unwritten);
  }

  async #journalAndStage(record: JournalRecord, delivery: Delivery<Result>): Promise<void> {
    await this.#options.journal.append([record]);
    await this.#stageInTurn(delivery.message);
    await delivery.ack();
  }

  async #answerOf(result: Result): Promise<Answer> {
    const { release, outcome } = result;
    if (outcome.type === "page") {
      const { record, found, alternates, native } = outcome;
      const { generator, language } = record;
      return {
        release,
        outcome: lean(outcome),
        found,
        evidence: { generator, alternates, ...(language === undefined ? {} : { language }) },
        ...(native === undefined ? {} : { native }),
      };
    }
    const found = await this.#foundOf(result);
    if (outcome.type !== "unchanged") return { release, outcome: lean(outcome), found };
    return { release, outcome: await this.#unchanged(result.url, outcome.validators), found };
  }

  async #foundOf({ url, outcome }: Result): Promise<readonly Found[]> {
    if (outcome.type === "list") return outcome.found;
    if (outcome.type === "robots") {
      return outcome.robots.sitemaps.map((sitemap) => ({ url: sitemap, kind: "list", format: "sitemap" }));
    }
    if (outcome.type === "skip") return outcome.found ?? [];
    if (outcome.type !== "unchanged") return [];
    return (await this.#options.previous?.page(url))?.found ?? [];
  }

  /** A page that the site calls unchanged is what the last snapshot says it is, links included. */
  async #unchanged(url: string, validators: Validators): Promise<LeanOutcome> {
    const page = await this.#options.previous?.page(url);
    // An asset has no page in the last snapshot.
    if (page === undefined) return { type: "unchanged", hash: "", length: 0, validators };
    const { hash, canonical } = page.record;
    return {
      type: "unchanged",
      hash,
      length: page.length,
      validators,
      ...(canonical === undefined ? {} : { canonical }),
    };
  }

  /** Remembers a page's write while its native Markdown may follow. */
  async #stageInTurn(result: Result): Promise<void> {
    const { outcome } = result;
    if (outcome.type !== "page" || outcome.native === undefined) return this.#stage(result);
    const path = stagedPath(this.#options.plan.snapshot, outcome.record.url);
    const write = this.#stage(result);
    this.#staging.set(path, write);
    await write.finally(() => this.#staging.delete(path));
  }

  async #stage(result: Result): Promise<void> {
    const { store, plan } = this.#options;
    const { outcome, url } = result;
    if (outcome.type === "asset") {
      return store.write(stagedPath(plan.snapshot, url), encodeStagedAsset(outcome));
    }
    if (outcome.type !== "page") return;
    const { record, markdown, validators, found } = outcome;
    const path = stagedPath(plan.snapshot, record.url);
    const isNative = record.url !== url;
    const page = { record, markdown, validators, found };
    await store.write(path, encodeStagedPage(isNative ? inPlaceOf(await this.#readStaged(path), page) : page));
  }

  async #readStaged(path: string): Promise<StagedPage> {
    await this.#staging.get(path);
    const bytes = await this.#options.store.read(path);
    if (bytes === undefined) throw new Error(`staged page is missing: ${path}`);
    return decodeStagedPage(bytes);
  }

  #track(write: Promise<void>): void {
    const tracked = write
      .catch((error: unknown) => {
        this.#failure ??= error;
        this.#broken.abort();
      })
      .finally(() => this.#unwritten.delete(tracked));
    this.#unwritten.add(tracked);
  }

  #reportSettled(key: string, result: Result): void {
    const entry = this.#frontier.entryOf(key);
    if (entry?.state !== "done") return;
    this.#options.observer.onSettled(entry, result.elapsedMs, result.transferredBytes);
    this.#options.observer.onCounts(this.#frontier.counts);
  }

  #report(keys: readonly string[]): void {
    for (const key of keys) {
      const entry = this.#frontier.entryOf(key);
      if (entry?.state === "done") this.#options.observer.onSettled(entry, 0, 0);
    }
    if (keys.length > 0) this.#options.observer.onCounts(this.#frontier.counts);
  }
}

/** Results one at a time, or nothing once the time is up; a result that arrives then is kept for the next call. */
class Inbox {
  readonly #results: Receiver<Result>;
  readonly #signal: AbortSignal;
  #pending: Promise<Delivery<Result> | undefined> | undefined;

  constructor(results: Receiver<Result>, signal: AbortSignal) {
    this.#results = results;
    this.#signal = signal;
  }

  async next(timeoutMs: number | undefined): Promise<Delivery<Result> | undefined> {
    this.#pending ??= this.#results.next(this.#signal);
    if (timeoutMs === undefined) return this.#settle(await this.#pending);
    const timer = Promise.withResolvers<"late">();
    const handle = setTimeout(() => timer.resolve("late"), timeoutMs);
    try {
      const first = await Promise.race([this.#pending, timer.promise]);
      return first === "late" ? undefined : this.#settle(first);
    } finally {
      clearTimeout(handle);
    }
  }

  #settle(delivery: Delivery<Result> | undefined): Delivery<Result> | undefined {
    this.#pending = undefined;
    return delivery;
  }
}

/** Native Markdown takes the place of the Markdown only: what the page's HTML said of the page still holds. */
function inPlaceOf(html: StagedPage, native: StagedPage): StagedPage {
  const { headings, links, anchors, blocks, hash } = native.record;
  const record = { ...html.record, headings, links, anchors, blocks, hash };
  return { record, markdown: native.markdown, validators: html.validators, found: html.found };
}

function lean(outcome: Exclude<Result["outcome"], { type: "unchanged" }>): LeanOutcome {
  switch (outcome.type) {
    case "page": {
      const { hash, canonical } = outcome.record;
      return { type: "page", hash, length: outcome.markdown.length, ...(canonical === undefined ? {} : { canonical }) };
    }
    case "asset":
      return { type: "asset" };
    case "list":
      return { type: "list", entries: outcome.found.length };
    case "skip":
      return { type: "skip", reason: outcome.reason, detail: outcome.detail };
    default:
      return outcome;
  }
}
