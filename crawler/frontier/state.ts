import type { Plan } from "../contract.ts";
import { createAdmission, type Admission } from "./admission.ts";
import { applySettlement } from "./apply-settlement.ts";
import type { Entry } from "./entry.ts";
import { EntryBook } from "./entry-book.ts";
import type { Host } from "./host.ts";
import { Permits } from "./permits.ts";
import * as politeness from "./politeness.ts";
import type { Evidence, JournalRecord } from "./records.ts";
import { isSameSite } from "./same-site.ts";
import type { Workers } from "./workers.ts";

type Released = Extract<JournalRecord, { readonly type: "released" }>;
type Settled = Extract<JournalRecord, { readonly type: "settled" }>;
type Closed = Extract<JournalRecord, { readonly type: "closed" }>;

/** What the journal adds up to. Only `apply` changes it, so a replay ends where the crawl was. */
export class FrontierState {
  readonly #plan: Plan;
  readonly book: EntryBook;
  readonly out = new Permits();
  admission: Admission;
  evidence: Evidence | undefined;
  extraStartUrls: string[] = [];
  lastRelease = 0;
  #rendersOut = 0;

  constructor(plan: Plan, workers: Workers) {
    this.#plan = plan;
    this.book = new EntryBook(plan, workers);
    this.admission = createAdmission(plan, []);
  }

  apply(record: JournalRecord): void {
    switch (record.type) {
      case "claim":
        for (const { pace } of this.book.hosts.values()) pace.failuresInARow = 0;
        return;
      case "seeded":
        this.lastRelease = (record.firstRelease ?? 1) - 1;
        for (const news of record.news) this.book.learn(news, undefined);
        return;
      case "released":
        return this.#applyReleased(record);
      case "started": {
        const permit = this.out.get(record.release);
        if (permit !== undefined) permit.isStarted = true;
        return;
      }
      case "settled":
        return this.#applySettled(record);
      case "closed":
        return this.#applyClosed(record);
      case "reopened":
        for (const key of record.entries) this.book.reopen(key);
        return;
      default:
        return record satisfies never;
    }
  }

  /** Whether the page is one for a browser. */
  isRendered(entry: Entry): boolean {
    return entry.kind === "page" && (this.#plan.rendering.mode === "Always" || entry.needsBrowser === true);
  }

  /**
   * When the host may be asked for the entry, as far as time goes; undefined while only an answer can change that. A
   * browser asks any of the crawl's hosts, so where requests keep a distance it is alone with all of them.
   */
  nextReleaseAtMs(host: Host, entry: Entry): number | undefined {
    if (this.#rendersOut > 0 && politeness.isSpaced(host.pace)) return undefined;
    const atMs = politeness.nextReleaseAtMs(host.pace);
    if (atMs === undefined || !this.isRendered(entry)) return atMs;
    const whens = [...this.book.hosts.values()].map(({ pace }) => politeness.readyForBrowserAtMs(pace));
    return whens.reduce(
      (latest, when) => (when === undefined || latest === undefined ? undefined : Math.max(latest, when)),
      atMs,
    );
  }

  takeEvidence(evidence: Evidence): void {
    this.evidence = evidence;
    this.admission = createAdmission(this.#plan, this.extraStartUrls, evidence);
  }

  #applyReleased(record: Released): void {
    const entry = this.book.entries.get(record.entry);
    if (entry === undefined) throw new Error(`journal releases an unknown URL: ${record.entry}`);
    this.lastRelease = Math.max(this.lastRelease, record.release);
    const isRendered = this.isRendered(entry);
    if (isRendered) this.#rendersOut += 1;
    const { release, atMs, expiresAtMs } = record;
    this.out.add(release, { entry, atMs, expiresAtMs, isStarted: false, isRendered });
    this.book.sendOut(entry);
    politeness.noteRelease(this.book.hostOf(entry.url).pace, record.atMs);
  }

  #applySettled(record: Settled): void {
    const out = this.out.get(record.release);
    if (out === undefined) return;
    const { entry } = out;
    const host = this.book.hostOf(entry.url);
    this.out.remove(record.release);
    host.pace.out -= 1;
    this.book.takeBack(entry);
    if (record.usedAtMs !== undefined) politeness.noteUse(host.pace, record.usedAtMs, record.atMs);
    if (out.isRendered) {
      this.#rendersOut -= 1;
      for (const { pace } of this.book.hosts.values()) politeness.noteRendered(pace, record.atMs);
    }
    if (record.evidence !== undefined) this.takeEvidence(record.evidence);
    if (record.settlement.type === "redirect") this.#followStart(entry, record.settlement.to);
    for (const news of record.news) this.book.learn(news, entry.url);
    applySettlement(this.book, entry, record.settlement, host, record.atMs);
  }

  #applyClosed(record: Closed): void {
    for (const key of record.entries) {
      const entry = this.book.entries.get(key);
      if (entry === undefined) continue;
      this.book.finish(entry, record.bucket, record.reason, record.detail);
      if (entry.kind === "robots")
        this.book.settleUnreadable(entry, { reason: "gave-up", detail: "its robots.txt was given up" });
    }
  }

  #followStart(entry: Entry, to: string): void {
    if (!entry.isStart) return;
    if (isSameSite(entry.url, to)) {
      this.extraStartUrls = [...this.extraStartUrls, to];
      this.admission = createAdmission(this.#plan, this.extraStartUrls, this.evidence);
    }
    if (entry.key === this.book.mainKey) this.book.moveMain(to);
  }
}
