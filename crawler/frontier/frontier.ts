import type { PageCounts, Plan } from "../contract.ts";
import type { Found } from "../messages.ts";
import { seedCandidates } from "../discover/list-candidates.ts";
import { createAdmission } from "./admission.ts";
import { keyOf, type Entry } from "./entry.ts";
import { isNearer } from "./is-nearer.ts";
import { permitLifetimeMs } from "./permit-lifetime.ts";
import * as politeness from "./politeness.ts";
import type { Evidence, JournalRecord, News, Settlement } from "./records.ts";
import { isSameSite } from "./same-site.ts";
import { settlementOf, type LeanOutcome } from "./settlement.ts";
import { FrontierState } from "./state.ts";
import type { Workers } from "./workers.ts";

type Released = Extract<JournalRecord, { readonly type: "released" }>;
type Settled = Extract<JournalRecord, { readonly type: "settled" }>;

/** A worker's answer, without bodies. */
export interface Answer {
  readonly release: number;
  readonly outcome: LeanOutcome;
  readonly found: readonly Found[];
  /** For the first start page: what it says of the site. */
  readonly evidence?: Omit<Evidence, "links" | "finalUrl">;
  /** Native Markdown that a page offers. */
  readonly native?: Pick<News, "url" | "sketch">;
  /** How long ago the request left, at least. */
  readonly sinceSentMs?: number;
}

const MAX_EVIDENCE_LINKS = 1000;
/** What was judged once need not be judged again; navigation repeats on every page. */
const MAX_REMEMBERED = 200_000;

/**
 * What to request next, and what became of everything: a pure state machine. Time comes in as an argument; what
 * happened goes out as journal records, and `apply` on those records rebuilds the state. The host's limits hold
 * whatever the number of workers, because every request needs a permit (`released`) from here.
 */
export class Frontier {
  readonly #plan: Plan;
  readonly #workers: Workers;
  readonly #state: FrontierState;
  readonly #remembered = new Set<string>();

  constructor(plan: Plan, workers: Workers = "here") {
    this.#plan = plan;
    this.#workers = workers;
    this.#state = new FrontierState(plan, workers);
  }

  /** Rebuilds: takes a record of the journal as having happened. */
  apply(record: JournalRecord): void {
    this.#state.apply(record);
  }

  get counts(): PageCounts {
    return this.#state.counts;
  }

  get evidence(): Evidence | undefined {
    return this.#state.evidence;
  }

  /** Every URL that is known, in the order of discovery. */
  entries(): IterableIterator<Entry> {
    return this.#state.entries.values();
  }

  isSeeded(): boolean {
    return this.#state.entries.size > 0;
  }

  isFinished(): boolean {
    return this.isSeeded() && this.#state.open === 0;
  }

  /** Whether validators of an earlier crawl may be sent: the first start page is read anew, for its evidence. */
  mayBeConditional(entry: Entry): boolean {
    return entry.key !== this.#state.mainKey && !this.#state.isRendered(entry);
  }

  /** For a page that a browser opens: the distance between its requests. */
  renderIntervalMs(entry: Entry): number | undefined {
    if (!this.#state.isRendered(entry)) return undefined;
    return politeness.effectiveIntervalMs(this.#state.hostOf(entry.url).pace);
  }

  outstanding(): readonly number[] {
    return [...this.#state.out.keys()];
  }

  /** `firstRelease`: above all numbers that an earlier journal of the crawl has given out. */
  seed(firstRelease?: number): JournalRecord[] {
    const starts = [this.#plan.url, ...this.#plan.startUrls];
    const news = this.#unseen(starts.map((url) => this.#state.admission.start(url)));
    return this.#record({ type: "seeded", news, ...(firstRelease === undefined ? {} : { firstRelease }) });
  }

  /** What time brings about: permits that ran out, retries that are due, and as many releases as politeness allows. */
  tick(nowMs: number, mayRelease = true): JournalRecord[] {
    const records = this.#expire(nowMs);
    this.#state.wake(nowMs);
    records.push(...this.#closeGivenUp(nowMs), ...this.#giveSecondChances());
    if (mayRelease) records.push(...this.#release(nowMs));
    records.push(...this.#closeAtPageLimit());
    return records;
  }

  /** A worker has begun with an item that is alone in it. */
  noteStarted(release: number): JournalRecord[] {
    return this.#state.out.has(release) ? this.#record({ type: "started", release }) : [];
  }

  /** Undefined when nobody waits for the answer any more: it came too late, or twice. */
  settle(answer: Answer, nowMs: number): Settled | undefined {
    const out = this.#state.out.get(answer.release);
    if (out === undefined) return undefined;
    const { entry } = out;
    // A worker of this process has begun with whatever is out.
    const released = { atMs: out.atMs, isStarted: out.isStarted || this.#workers === "here" };
    let settlement = settlementOf(answer.outcome, entry, this.#state.hostOf(entry.url).pace, released, nowMs, {
      maxAttempts: this.#plan.limits.maxAttempts,
      maxRedirects: this.#plan.limits.maxRedirects,
    });
    const evidence = this.#gatherEvidence(entry, settlement, answer);
    // The start page's own links are judged in the light of what it says of versions and languages.
    if (evidence !== undefined) this.#state.takeEvidence(evidence);
    const news = this.#newsOf(entry, answer);
    if (settlement.type === "described") news.push(...this.#descriptionOf(entry, settlement.by));
    if (settlement.type === "redirect") {
      const target = this.#judgeRedirect(settlement.to, entry);
      settlement = this.#redirectSettlement(settlement, target, entry);
      if (settlement.type === "redirect" && target !== undefined) news.push(target);
    }
    const record: Settled = {
      type: "settled",
      release: answer.release,
      entry: entry.key,
      atMs: nowMs,
      settlement,
      news: this.#unseen(news),
      ...(evidence === undefined ? {} : { evidence }),
      ...this.#useOf(answer, nowMs),
    };
    this.#state.apply(record);
    return record;
  }

  /** All permits that are out are void: their workers are gone. */
  abandon(nowMs: number): JournalRecord[] {
    return [...this.#state.out].flatMap(([release, { entry }]) =>
      this.#record({
        type: "settled" as const,
        release,
        entry: entry.key,
        atMs: nowMs,
        settlement: { type: "lost" as const, untouched: true },
        news: [],
      }),
    );
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
    for (const host of this.#state.hosts.values()) {
      if (this.#state.peek(host) !== undefined) consider(this.#state.nextReleaseAtMs(host));
    }
    for (const { notBeforeMs } of this.#state.waiting) consider(notBeforeMs);
    for (const { expiresAtMs } of this.#state.out.values()) consider(expiresAtMs);
    return next;
  }

  entryOf(key: string): Entry | undefined {
    return this.#state.entries.get(key);
  }

  /** What has come to its end since the last call. */
  takeFinished(): readonly Entry[] {
    return this.#state.finished.splice(0);
  }

  /** The first start page, where its redirects ended. */
  mainEntry(): Entry | undefined {
    return this.#state.entries.get(this.#state.mainKey);
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

  #newsOf(entry: Entry, answer: Answer): News[] {
    const news: News[] = [];
    for (const found of answer.found) {
      const memory = `${entry.kind} ${found.kind} ${found.url}`;
      if (this.#remembered.has(memory)) continue;
      const item = this.#state.admission.judge(found, entry);
      if (item !== undefined) news.push(item);
      // The depth may differ from page to page, and with it the verdict; everything else is the same for all.
      if (this.#plan.scope.maxDepth === undefined && this.#remembered.size < MAX_REMEMBERED)
        this.#remembered.add(memory);
    }
    const { native } = answer;
    if (native !== undefined && this.#plan.discovery.nativeMarkdown && this.#state.admission.isOnSite(native.url)) {
      news.push({ ...native, kind: "native", via: "native", depth: entry.depth, subject: entry.url });
    }
    const isRead = answer.outcome.type === "page" || answer.outcome.type === "described";
    if (entry.key === this.#state.mainKey && isRead) news.push(...this.#seedLists(entry));
    return news;
  }

  /** Wherever it lies on the crawl's hosts. */
  #descriptionOf({ url: subject, depth }: Entry, url: string): News[] {
    if (!this.#state.admission.isOnSite(url)) return [];
    return [{ url, kind: "api", via: "link", depth, subject }];
  }

  #seedLists(entry: Entry): News[] {
    const asRobots = { ...entry, kind: "robots" as const };
    const lists = seedCandidates(new URL(entry.url), this.evidence?.generator ?? "generic");
    return lists.flatMap((found) => this.#state.admission.judge(found, asRobots) ?? []);
  }

  /** Drops what is known, and asks for robots.txt of every origin that is new. */
  #unseen(candidates: readonly News[]): News[] {
    const news = new Map<string, News>();
    for (const item of candidates) {
      const key = keyOf(item.kind, item.url, item.subject);
      const known = this.#state.entries.get(key);
      if (news.has(key) || (known !== undefined && !isNearer(item, known))) continue;
      news.set(key, item);
      if (item.skip !== undefined || item.kind === "robots") continue;
      const { origin } = new URL(item.url);
      const robotsKey = keyOf("robots", `${origin}/robots.txt`);
      if (!this.#state.origins.isNew(origin) || news.has(robotsKey)) continue;
      news.set(robotsKey, { url: `${origin}/robots.txt`, kind: "robots", via: "robots", depth: 0, subject: origin });
    }
    return [...news.values()];
  }

  #release(nowMs: number): Released[] {
    const records: Released[] = [];
    for (const host of this.#state.hosts.values()) {
      for (;;) {
        const atMs = this.#state.nextReleaseAtMs(host);
        const entry = atMs === undefined || atMs > nowMs ? undefined : this.#state.peek(host);
        if (entry === undefined) break;
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
    if (entry.key !== this.#state.mainKey || !isRead || answer.evidence === undefined) return undefined;
    const links = answer.found.filter((found) => found.kind === "page").map((found) => found.url);
    return { ...answer.evidence, finalUrl: entry.url, links: links.slice(0, MAX_EVIDENCE_LINKS) };
  }

  /** A start URL that leads elsewhere on its own site takes the scope with it: people give short addresses. */
  #judgeRedirect(to: string, entry: Entry): News | undefined {
    const admission =
      entry.isStart && isSameSite(entry.url, to)
        ? createAdmission(this.#plan, [...this.#state.extraStartUrls, to], this.#state.evidence)
        : this.#state.admission;
    return admission.judgeRedirect(to, entry);
  }

  #redirectSettlement(
    redirect: Extract<Settlement, { type: "redirect" }>,
    target: News | undefined,
    entry: Entry,
  ): Settlement {
    const detail = `to ${redirect.to.split(/[?#]/, 1)[0]}`;
    if (target === undefined) return { type: "skip", reason: "redirect-out-of-scope", detail };
    if (keyOf(target.kind, target.url, target.subject) === entry.key)
      return { type: "fail", reason: "too-many-redirects", detail };
    return { type: "redirect", to: target.url };
  }

  #expire(nowMs: number): JournalRecord[] {
    const expired = [...this.#state.out].filter(([, out]) => out.expiresAtMs <= nowMs);
    return expired.map(([release]) => this.#lose(release, nowMs));
  }

  #lose(release: number, nowMs: number): JournalRecord {
    const answer: Answer = { release, outcome: { type: "lost" }, found: [] };
    const record = this.settle(answer, nowMs);
    if (record === undefined) throw new Error(`permit ${release} is not out`);
    return record;
  }

  /** At the end, what failed only because its host was down for a while is tried once more. */
  #giveSecondChances(): JournalRecord[] {
    if (this.#state.open > 0) return [];
    const unlucky: string[] = [];
    for (const { key, url, failedInOutageAtMs } of this.#state.entries.values()) {
      if (failedInOutageAtMs === undefined) continue;
      const { lastSuccessAtMs = 0 } = this.#state.hostOf(url).pace;
      if (lastSuccessAtMs > failedInOutageAtMs) unlucky.push(key);
    }
    return this.reopen(unlucky);
  }

  #closeGivenUp(nowMs: number): JournalRecord[] {
    const ill = [...this.#state.hosts.values()].filter(
      (host) => host.open > 0 && politeness.isGivenUp(host.pace, nowMs),
    );
    return ill.flatMap((host) => {
      const open = this.#openEntries((entry) => this.#state.hostOf(entry.url) === host);
      if (open.length === 0) return [];
      const detail = "the host gave no good answer for two minutes";
      return this.#record({ type: "closed" as const, entries: open, bucket: "failed", reason: "gave-up", detail });
    });
  }

  #closeAtPageLimit(): JournalRecord[] {
    const { maxPages } = this.#plan.scope;
    if (maxPages === undefined || this.#state.pagesOut > 0 || this.#state.pagesLeft(maxPages) > 0) return [];
    const open = this.#openEntries((entry) => entry.kind === "page");
    if (open.length === 0) return [];
    return this.#record({ type: "closed" as const, entries: open, bucket: "skipped", reason: "page-limit" });
  }

  #openEntries(isMeant: (entry: Entry) => boolean): string[] {
    const open: string[] = [];
    for (const entry of this.#state.entries.values()) {
      if (entry.state !== "done" && entry.state !== "out" && isMeant(entry)) open.push(entry.key);
    }
    return open;
  }
}
