import type { PageCounts, Plan } from "../contract.ts";
import type { Answer } from "./answer.ts";
import { keyOf, type Entry } from "./entry.ts";
import { NewsDesk } from "./news-desk.ts";
import { permitLifetimeMs } from "./permit-lifetime.ts";
import * as politeness from "./politeness.ts";
import type { Evidence, JournalRecord, News, Settlement } from "./records.ts";
import { opensWithCookies } from "./redirect-circle.ts";
import { settlementOf } from "./settlement.ts";
import { FrontierState } from "./state.ts";
import type { Workers } from "./workers.ts";

type Released = Extract<JournalRecord, { readonly type: "released" }>;
type Settled = Extract<JournalRecord, { readonly type: "settled" }>;

const MAX_EVIDENCE_LINKS = 1000;

/**
 * What to request next, and what became of everything: a pure state machine. Time comes in as an argument; what
 * happened goes out as journal records, and `apply` on those records rebuilds the state. The host's limits hold
 * whatever the number of workers, because every request needs a permit (`released`) from here.
 */
export class Frontier {
  readonly #plan: Plan;
  readonly #workers: Workers;
  readonly #state: FrontierState;
  readonly #news: NewsDesk;

  constructor(plan: Plan, workers: Workers = "here") {
    this.#plan = plan;
    this.#workers = workers;
    this.#state = new FrontierState(plan, workers);
    this.#news = new NewsDesk(plan, this.#state);
  }

  /** Rebuilds: takes a record of the journal as having happened. */
  apply(record: JournalRecord): void {
    this.#state.apply(record);
  }

  get counts(): PageCounts {
    return this.#state.book.counts;
  }

  get evidence(): Evidence | undefined {
    return this.#state.evidence;
  }

  /** Every URL that is known, in the order of discovery. */
  entries(): IterableIterator<Entry> {
    return this.#state.book.entries.values();
  }

  isSeeded(): boolean {
    return this.#state.book.entries.size > 0;
  }

  isFinished(): boolean {
    return this.isSeeded() && this.#state.book.open === 0;
  }

  /** Whether validators of an earlier crawl may be sent: the first start page is read anew, for its evidence. */
  mayBeConditional(entry: Entry): boolean {
    return entry.key !== this.#state.book.mainKey && !this.#state.isRendered(entry);
  }

  sendsCookies({ url }: Entry): boolean {
    return this.#state.book.hostOf(url).wantsCookies;
  }

  /** For a page that a browser opens: the distance between its requests. */
  renderIntervalMs(entry: Entry): number | undefined {
    if (!this.#state.isRendered(entry)) return undefined;
    return politeness.renderIntervalMs(this.#state.book.hostOf(entry.url).pace);
  }

  outstanding(): readonly number[] {
    return this.#state.out.releases();
  }

  /** `firstRelease`: above all numbers that an earlier journal of the crawl has given out. */
  seed(firstRelease?: number): JournalRecord[] {
    const starts = [this.#plan.url, ...this.#plan.startUrls];
    const news = this.#news.unseen(starts.map((url) => this.#state.admission.start(url)));
    return this.#record({ type: "seeded", news, ...(firstRelease === undefined ? {} : { firstRelease }) });
  }

  /** What time brings about: permits that ran out, retries that are due, and as many releases as politeness allows. */
  tick(nowMs: number, mayRelease = true): JournalRecord[] {
    const records = this.#expire(nowMs);
    this.#state.book.wake(nowMs);
    records.push(...this.#closeGivenUp(nowMs), ...this.#giveSecondChances());
    if (mayRelease) records.push(...this.#release(nowMs));
    records.push(...this.#closeAtPageLimit());
    return records;
  }

  /** A worker has begun with an item that is alone in it. */
  noteStarted(release: number): JournalRecord[] {
    return this.#state.out.get(release) !== undefined ? this.#record({ type: "started", release }) : [];
  }

  /** Undefined when nobody waits for the answer any more: it came too late, or twice. */
  settle(answer: Answer, nowMs: number): Settled | undefined {
    const out = this.#state.out.get(answer.release);
    if (out === undefined) return undefined;
    const { entry } = out;
    // A worker of this process has begun with whatever is out.
    const released = { atMs: out.atMs, isStarted: out.isStarted || this.#workers === "here" };
    let settlement = settlementOf(answer.outcome, entry, this.#state.book.hostOf(entry.url).pace, released, nowMs, {
      maxAttempts: this.#plan.limits.maxAttempts,
      maxRedirects: this.#plan.limits.maxRedirects,
    });
    const evidence = this.#gatherEvidence(entry, settlement, answer);
    // The start page's own links are judged in the light of what it says of versions and languages.
    if (evidence !== undefined) this.#state.takeEvidence(evidence);
    const news = this.#news.of(entry, answer);
    if (settlement.type === "described") news.push(...this.#news.ofDescription(entry, settlement.by));
    if (settlement.type === "redirect") {
      const target = this.#news.judgeRedirect(settlement.to, entry);
      settlement = redirectSettlement(settlement, target, entry);
      if (settlement.type === "redirect" && target !== undefined) news.push(target);
    }
    const record: Settled = {
      type: "settled",
      release: answer.release,
      entry: entry.key,
      atMs: nowMs,
      settlement,
      news: this.#news.unseen(news),
      ...(evidence === undefined ? {} : { evidence }),
      ...this.#useOf(answer, nowMs),
    };
    this.#state.apply(record);
    return record;
  }

  /** All permits that are out are void: their workers are gone. */
  abandon(nowMs: number): JournalRecord[] {
    return this.#state.out.releases().flatMap((release) => this.#void(release, nowMs));
  }

  /** Entries that were done are open again: their bytes are not there after a restart, or they deserve another try. */
  reopen(keys: readonly string[]): JournalRecord[] {
    return keys.length === 0 ? [] : this.#record({ type: "reopened", entries: [...keys] });
  }

  /** When `tick` is worth calling again; undefined: only an answer can bring news. */
  nextTickMs(): number | undefined {
    let next: number | undefined;
    const consider = (ms: number | undefined): void => {
      if (ms !== undefined && (next === undefined || ms < next)) next = ms;
    };
    for (const host of this.#state.book.hosts.values()) {
      const entry = this.#state.book.peek(host);
      if (entry !== undefined) consider(this.#state.nextReleaseAtMs(host, entry));
    }
    for (const { notBeforeMs } of this.#state.book.waiting) consider(notBeforeMs);
    consider(this.#state.out.nextExpiryMs());
    return next;
  }

  entryOf(key: string): Entry | undefined {
    return this.#state.book.entries.get(key);
  }

  /** What has come to its end since the last call. */
  takeFinished(): readonly Entry[] {
    return this.#state.book.finished.splice(0);
  }

  /** The first start page, where its redirects ended. */
  mainEntry(): Entry | undefined {
    return this.#state.book.entries.get(this.#state.book.mainKey);
  }

  /** What is not known to be unused counts as used until now. */
  #useOf({ outcome, sinceSentMs = 0 }: Answer, nowMs: number): { readonly usedAtMs?: number } {
    const isUnused = outcome.type === "lost" && outcome.untouched === true;
    return this.#workers === "here" || isUnused ? {} : { usedAtMs: nowMs - sinceSentMs };
  }

  #record<T extends JournalRecord>(record: T): T[] {
    this.#state.apply(record);
    return [record];
  }

  #release(nowMs: number): Released[] {
    const records: Released[] = [];
    for (const host of this.#state.book.hosts.values()) {
      for (;;) {
        const entry = this.#state.book.peek(host);
        const atMs = entry === undefined ? undefined : this.#state.nextReleaseAtMs(host, entry);
        if (entry === undefined || atMs === undefined || atMs > nowMs) break;
        const release = this.#state.lastRelease + 1;
        const expiresAtMs = nowMs + permitLifetimeMs(this.#plan, this.renderIntervalMs(entry));
        records.push(
          ...this.#record({ type: "released" as const, release, entry: entry.key, atMs: nowMs, expiresAtMs }),
        );
      }
    }
    return records;
  }

  #gatherEvidence(entry: Entry, settlement: Settlement, answer: Answer): Evidence | undefined {
    const isRead = settlement.type === "page" || settlement.type === "described";
    if (entry.key !== this.#state.book.mainKey || !isRead || answer.evidence === undefined) return undefined;
    const links = answer.found.filter((found) => found.kind === "page").map((found) => found.url);
    return { ...answer.evidence, finalUrl: entry.url, links: links.slice(0, MAX_EVIDENCE_LINKS) };
  }

  #expire(nowMs: number): JournalRecord[] {
    return this.#state.out.expired(nowMs).map((release) => this.#lose(release, nowMs));
  }

  #void(release: number, nowMs: number): JournalRecord[] {
    const entry = this.#state.out.get(release)?.entry;
    if (entry === undefined) return [];
    const settlement = { type: "lost" as const, untouched: true };
    return this.#record({ type: "settled" as const, release, entry: entry.key, atMs: nowMs, settlement, news: [] });
  }

  #lose(release: number, nowMs: number): JournalRecord {
    const answer: Answer = { release, outcome: { type: "lost" }, found: [] };
    const record = this.settle(answer, nowMs);
    if (record === undefined) throw new Error(`permit ${release} is not out`);
    return record;
  }

  /** At the end, what failed only because its host was down for a while is tried once more. */
  #giveSecondChances(): JournalRecord[] {
    if (this.#state.book.open > 0) return [];
    const unlucky: string[] = [];
    for (const { key, url, failedInOutageAtMs } of this.#state.book.entries.values()) {
      if (failedInOutageAtMs === undefined) continue;
      const { lastSuccessAtMs = 0 } = this.#state.book.hostOf(url).pace;
      if (lastSuccessAtMs > failedInOutageAtMs) unlucky.push(key);
    }
    return this.reopen(unlucky);
  }

  #closeGivenUp(nowMs: number): JournalRecord[] {
    const ill = [...this.#state.book.hosts.values()].filter(
      (host) => host.open > 0 && politeness.isGivenUp(host.pace, nowMs),
    );
    return ill.flatMap((host) => {
      const open = this.#openEntries((entry) => this.#state.book.hostOf(entry.url) === host);
      if (open.length === 0) return [];
      const detail = "the host gave no good answer for two minutes";
      return this.#record({ type: "closed" as const, entries: open, bucket: "failed", reason: "gave-up", detail });
    });
  }

  #closeAtPageLimit(): JournalRecord[] {
    const { maxPages } = this.#plan.scope;
    if (maxPages === undefined || this.#state.book.pagesOut > 0 || this.#state.book.pagesLeft(maxPages) > 0) return [];
    const open = this.#openEntries((entry) => entry.kind === "page");
    if (open.length === 0) return [];
    return this.#record({ type: "closed" as const, entries: open, bucket: "skipped", reason: "page-limit" });
  }

  #openEntries(isMeant: (entry: Entry) => boolean): string[] {
    const open: string[] = [];
    for (const entry of this.#state.book.entries.values()) {
      if (entry.state !== "done" && entry.state !== "out" && isMeant(entry)) open.push(entry.key);
    }
    return open;
  }
}

function redirectSettlement(
  redirect: Extract<Settlement, { type: "redirect" }>,
  target: News | undefined,
  entry: Entry,
): Settlement {
  const detail = `to ${redirect.to.split(/[?#]/, 1)[0]}`;
  if (target === undefined) return { type: "skip", reason: "redirect-out-of-scope", detail };
  const isCircle = keyOf(target.kind, target.url, target.subject) === entry.key;
  if (isCircle && !opensWithCookies([{ ...entry, setsCookies: redirect.setsCookies === true ? true : undefined }]))
    return { type: "fail", reason: "too-many-redirects", detail };
  return { ...redirect, to: target.url };
}
