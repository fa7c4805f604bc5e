import type { Plan } from "../contract.ts";
import type { FailReason } from "../messages.ts";
import { createAdmission, type Admission } from "./admission.ts";
import { createEntry, keyOf, type Bucket, type Entry } from "./entry.ts";
import { createHost, type Host } from "./host.ts";
import { Origins } from "./origins.ts";
import { isNearer } from "./is-nearer.ts";
import * as politeness from "./politeness.ts";
import { countFolded } from "./count-folded.ts";
import { isSameSite } from "./same-site.ts";
import type { Workers } from "./workers.ts";
import type { Evidence, JournalRecord, News, Settlement } from "./records.ts";

type Released = Extract<JournalRecord, { readonly type: "released" }>;
type Settled = Extract<JournalRecord, { readonly type: "settled" }>;
type Closed = Extract<JournalRecord, { readonly type: "closed" }>;

interface Permit {
  readonly entry: Entry;
  readonly atMs: number;
  readonly expiresAtMs: number;
  isStarted: boolean;
  /** Its page is one for a browser, which makes requests of its own. */
  readonly isRendered: boolean;
}

/** What the journal adds up to. Only `apply` changes it, so a replay ends where the crawl was. */
export class FrontierState {
  readonly #plan: Plan;
  readonly #workers: Workers;
  readonly entries = new Map<string, Entry>();
  readonly hosts = new Map<string, Host>();
  readonly origins: Origins;
  readonly out = new Map<number, Permit>();
  readonly waiting = new Set<{ readonly entry: Entry; readonly attempt: number; readonly notBeforeMs: number }>();
  /** By the key of the page whose Markdown it is. */
  readonly #natives = new Map<string, Entry>();
  /** Pages whose content is to come from what describes them, by its key. */
  readonly #described = new Map<string, Entry>();
  readonly #openByLevel: number[] = [];
  #folded = { pages: 0, ofStored: 0 };
  /** Entries that came to their end since somebody last asked. */
  readonly finished: Entry[] = [];
  readonly counts = { discovered: 0, stored: 0, unchanged: 0, skipped: 0, failed: 0 };
  admission: Admission;
  evidence: Evidence | undefined;
  extraStartUrls: string[] = [];
  mainKey: string;
  #isMainSettled = false;
  lastRelease = 0;
  open = 0;
  pagesOut = 0;
  #rendersOut = 0;

  constructor(plan: Plan, workers: Workers) {
    this.#plan = plan;
    this.#workers = workers;
    this.origins = new Origins(plan.politeness.robots === "Respect");
    this.admission = createAdmission(plan, []);
    this.mainKey = keyOf("page", plan.url);
  }

  apply(record: JournalRecord): void {
    switch (record.type) {
      case "claim":
        for (const { pace } of this.hosts.values()) pace.failuresInARow = 0;
        return;
      case "seeded":
        this.lastRelease = (record.firstRelease ?? 1) - 1;
        for (const news of record.news) this.#learn(news, undefined);
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
        for (const key of record.entries) this.#reopen(key);
        return;
      default:
        return record satisfies never;
    }
  }

  wake(nowMs: number): void {
    for (const sleeper of this.waiting) {
      if (sleeper.notBeforeMs > nowMs) continue;
      this.waiting.delete(sleeper);
      if (sleeper.entry.state === "waiting" && sleeper.attempt === sleeper.entry.attempts)
        this.#makeReady(sleeper.entry);
    }
  }

  /** Whether the page is one for a browser. */
  isRendered(entry: Entry): boolean {
    return entry.kind === "page" && (this.#plan.rendering.mode === "Always" || entry.needsBrowser);
  }

  /**
   * When the host may be asked next, as far as time goes; undefined while only an answer can change that. A browser
   * asks any of the crawl's hosts, so where requests keep a distance it is alone with all of them.
   */
  nextReleaseAtMs(host: Host): number | undefined {
    if (this.#rendersOut > 0 && politeness.isSpaced(host.pace)) return undefined;
    return politeness.nextReleaseAtMs(host.pace);
  }

  peek(host: Host): Entry | undefined {
    const other = host.others.peek();
    if (other !== undefined && (this.#isMainSettled || isNeededFirst(other))) return other;
    const page = this.#isMainSettled ? host.pages.peek() : this.#readyMain(host);
    if (page === undefined || !this.#hasRoomFor(page)) return undefined;
    return page;
  }

  /** Other start pages may stand before it in the line. */
  #readyMain(host: Host): Entry | undefined {
    const main = this.entries.get(this.mainKey);
    return main?.state === "ready" && this.hostOf(main.url) === host ? main : undefined;
  }

  hostOf(url: string): Host {
    const { host: name } = new URL(url);
    let host = this.hosts.get(name);
    if (host === undefined) {
      host = createHost(name, this.#plan, this.#workers);
      this.hosts.set(name, host);
    }
    return host;
  }

  takeEvidence(evidence: Evidence): void {
    this.evidence = evidence;
    this.admission = createAdmission(this.#plan, this.extraStartUrls, evidence);
  }

  #learn(news: News, from: string | undefined): void {
    const key = keyOf(news.kind, news.url, news.subject);
    const known = this.entries.get(key);
    if (known !== undefined) {
      if (isNearer(news, known)) this.#bringNearer(known, news);
      return;
    }
    const entry = createEntry(key, news, from);
    this.entries.set(key, entry);
    if (entry.kind === "page") this.counts.discovered += 1;
    this.#opened(entry, 1);
    if (news.skip !== undefined) return this.#finish(entry, "skipped", news.skip);
    this.#admit(entry);
  }

  /** Puts an open entry into its host's line, as far as robots.txt lets it. */
  #admit(entry: Entry): void {
    const url = new URL(entry.url);
    if (entry.kind === "robots") {
      this.origins.announce(entry.subject ?? url.origin);
      return this.#makeReady(entry);
    }
    const verdict = this.origins.judge(url);
    switch (verdict.type) {
      case "allowed":
        return this.#makeReady(entry);
      case "disallowed":
        return this.#finish(entry, "skipped", "robots");
      case "unreadable":
        return this.#finish(entry, "failed", verdict.reason, verdict.detail);
      case "unknown":
        entry.state = "blocked";
        return this.origins.block(url.origin, entry);
      default:
        return verdict satisfies never;
    }
  }

  #makeReady(entry: Entry): void {
    if (entry.kind === "native") {
      const page = keyOf("page", entry.subject ?? entry.url);
      this.#natives.set(page, entry);
      entry.state = "blocked";
      // It takes the place of what the page's HTML gave, so that comes first; once more when a kill has lost it.
      if (this.entries.get(page)?.state !== "done") return;
    }
    entry.state = "ready";
    const host = this.hostOf(entry.url);
    if (entry.kind === "page") host.pages.push(entry, this.#levelOf(entry));
    else host.others.push(entry, isNeededFirst(entry) ? 0 : 1);
  }

  #finish(entry: Entry, bucket: Bucket, reason?: Entry["reason"], detail?: string): void {
    if (entry.state === "done") return;
    entry.state = "done";
    entry.bucket = bucket;
    entry.reason = reason;
    entry.detail = detail;
    this.#opened(entry, -1);
    if (entry.kind === "page") this.counts[bucket] += 1;
    if (entry.key === this.mainKey) this.#isMainSettled = true;
    this.finished.push(entry);
    const native = this.#natives.get(entry.key);
    if (native?.state === "blocked") this.#makeReady(native);
    if (entry.kind === "api") this.#endDescription(entry);
  }

  /** The page waits, and counts as one that is out, until it is known whether its description can be read. */
  #awaitDescription(page: Entry, key: string): void {
    let api = this.entries.get(key);
    for (let hops = 0; api?.redirectTo !== undefined && hops < 20; hops += 1) api = this.entries.get(api.redirectTo);
    // Its page was lost in a kill, or it would not be asked for again.
    if (api?.bucket === "stored") this.#reopen(api.key);
    if (api === undefined || api.state === "done") return this.#readUndescribed(page, api);
    page.state = "blocked";
    this.pagesOut += 1;
    this.#described.set(api.key, page);
  }

  #endDescription(api: Entry): void {
    const page = this.#described.get(api.key);
    if (page === undefined) return;
    this.#described.delete(api.key);
    this.pagesOut -= 1;
    if (page.state === "done") return;
    if (api.bucket === "stored") return this.#finish(page, "stored");
    if (api.redirectTo !== undefined) return this.#awaitDescription(page, api.redirectTo);
    this.#readUndescribed(page, api);
  }

  /** As if it named no description: what its HTML or a browser shows of it. */
  #readUndescribed(page: Entry, api: Entry | undefined): void {
    page.undescribed = whyUndescribed(api);
    this.#makeReady(page);
  }

  #bringNearer(entry: Entry, { depth, isStart = false }: News): void {
    entry.depth = depth;
    entry.isStart = isStart;
    this.#reopen(entry.key);
  }

  #reopen(key: string): void {
    const entry = this.entries.get(key);
    if (entry?.state !== "done") return;
    if (entry.kind === "page" && entry.bucket !== undefined) this.counts[entry.bucket] -= 1;
    Object.assign(entry, { state: "blocked", bucket: undefined, reason: undefined, hash: undefined });
    if (entry.failedInOutageAtMs !== undefined) entry.attempts = this.#plan.limits.maxAttempts - 1;
    entry.failedInOutageAtMs = undefined;
    this.#opened(entry, 1);
    const native = this.#natives.get(key);
    if (native?.state === "ready") native.state = "blocked";
    this.#admit(entry);
  }

  #opened(entry: Entry, by: 1 | -1): void {
    this.open += by;
    this.hostOf(entry.url).open += by;
    const level = this.#levelOf(entry);
    if (entry.kind === "page") this.#openByLevel[level] = (this.#openByLevel[level] ?? 0) + by;
  }

  /** With a depth limit pages are requested level by level, so that a page's depth is its shortest path. */
  #levelOf(entry: Entry): number {
    return this.#plan.scope.maxDepth === undefined ? 0 : entry.depth;
  }

  #hasRoomFor(page: Entry): boolean {
    // Nothing else leaves before the first start page has said what belongs to the site.
    if (!this.#isMainSettled && page.key !== this.mainKey) return false;
    if (this.#openByLevel.slice(0, this.#levelOf(page)).some((open) => open > 0)) return false;
    const { maxPages } = this.#plan.scope;
    return maxPages === undefined || this.pagesLeft(maxPages) > 0;
  }

  /** How many more pages may be requested: those that will be folded into others at publishing do not count. */
  pagesLeft(maxPages: number): number {
    const stored = this.counts.stored + this.counts.unchanged;
    const left = maxPages - stored - this.pagesOut + this.#folded.pages;
    // Only what is settled can be folded, and it costs a pass over all pages: so it is done when nothing is out.
    if (left > 0 || this.pagesOut > 0 || this.#folded.ofStored === stored) return left;
    this.#folded = { pages: countFolded(this.entries), ofStored: stored };
    return maxPages - stored + this.#folded.pages;
  }

  #applyReleased(record: Released): void {
    const entry = this.entries.get(record.entry);
    if (entry === undefined) throw new Error(`journal releases an unknown URL: ${record.entry}`);
    entry.state = "out";
    this.lastRelease = Math.max(this.lastRelease, record.release);
    const isRendered = this.isRendered(entry);
    if (isRendered) this.#rendersOut += 1;
    const { release, atMs, expiresAtMs } = record;
    this.out.set(release, { entry, atMs, expiresAtMs, isStarted: false, isRendered });
    if (entry.kind === "page") this.pagesOut += 1;
    politeness.noteRelease(this.hostOf(entry.url).pace, record.atMs);
  }

  #applySettled(record: Settled): void {
    const out = this.out.get(record.release);
    if (out === undefined) return;
    const { entry } = out;
    const host = this.hostOf(entry.url);
    this.out.delete(record.release);
    host.pace.out -= 1;
    if (entry.kind === "page") this.pagesOut -= 1;
    if (record.usedAtMs !== undefined) politeness.noteUse(host.pace, record.usedAtMs, record.atMs);
    if (out.isRendered) {
      this.#rendersOut -= 1;
      for (const { pace } of this.hosts.values()) politeness.noteRendered(pace, record.atMs);
    }
    if (record.evidence !== undefined) this.takeEvidence(record.evidence);
    if (record.settlement.type === "redirect") this.#followStart(entry, record.settlement.to);
    for (const news of record.news) this.#learn(news, entry.url);
    this.#applySettlement(entry, record.settlement, host, record.atMs);
  }

  #applySettlement(entry: Entry, settlement: Settlement, host: Host, atMs: number): void {
    switch (settlement.type) {
      case "page":
      case "unchanged":
        politeness.noteSuccess(host.pace, atMs);
        return this.#applyContent(entry, settlement);
      case "asset":
      case "list":
        politeness.noteSuccess(host.pace, atMs);
        entry.size = settlement.type === "list" ? settlement.entries : undefined;
        return this.#finish(entry, "stored");
      case "render":
        politeness.noteSuccess(host.pace, atMs);
        entry.needsBrowser = true;
        return this.#makeReady(entry);
      case "described":
        politeness.noteSuccess(host.pace, atMs);
        return this.#awaitDescription(entry, keyOf("api", settlement.by, entry.url));
      case "robots":
        politeness.noteSuccess(host.pace, atMs);
        return this.#applyRobots(entry, settlement);
      case "redirect":
        politeness.noteSuccess(host.pace, atMs);
        entry.redirectTo = keyOf(entry.kind, settlement.to, entry.subject);
        return this.#finish(entry, "skipped", "redirect");
      case "skip":
        if (entry.kind === "robots") {
          const detail = settlement.detail ?? settlement.reason;
          return this.#applyFailure(entry, { type: "fail", reason: "server-error", detail }, host, atMs);
        }
        politeness.noteSuccess(host.pace, atMs);
        return this.#finish(entry, "skipped", settlement.reason, settlement.detail);
      case "fail":
        return this.#applyFailure(entry, settlement, host, atMs);
      case "retry":
        return this.#applyRetry(entry, settlement, host, atMs);
      case "lost":
        if (settlement.untouched !== true) entry.losses += 1;
        if (settlement.died === true) entry.deaths += 1;
        return this.#makeReady(entry);
      default:
        return settlement satisfies never;
    }
  }

  #applyContent(entry: Entry, settlement: Extract<Settlement, { type: "page" | "unchanged" }>): void {
    // Native Markdown takes the place of what was made from its page's HTML, a description that of the HTML itself.
    const page =
      entry.kind === "native" || entry.kind === "api"
        ? this.entries.get(keyOf("page", entry.subject ?? entry.url))
        : entry;
    if (page !== undefined) {
      page.hash = settlement.hash;
      page.length = settlement.length;
      page.canonical ??= settlement.canonical;
    }
    if (settlement.type === "unchanged") entry.validators = settlement.validators;
    this.#finish(entry, settlement.type === "page" ? "stored" : "unchanged");
  }

  #applyRobots(entry: Entry, settlement: Extract<Settlement, { type: "robots" }>): void {
    const origin = entry.subject ?? new URL(entry.url).origin;
    entry.size = settlement.robots.rules.length;
    entry.crawlDelaySeconds = settlement.robots.crawlDelaySeconds;
    politeness.applyCrawlDelay(this.hostOf(origin).pace, settlement.robots.crawlDelaySeconds);
    const blocked = this.origins.settle(origin, settlement.robots);
    this.#finish(entry, "stored");
    for (const one of blocked) this.#admit(one);
  }

  #applyFailure(entry: Entry, failure: Extract<Settlement, { type: "fail" }>, host: Host, atMs: number): void {
    // A broken link is the page's fault; a host that answers at all is well.
    const { reason } = failure;
    const isHostWell = reason === "not-found" || reason === "http-error" || reason === "rendering";
    if (isHostWell) politeness.noteSuccess(host.pace, atMs);
    else {
      if (politeness.isInOutage(host.pace)) entry.failedInOutageAtMs = atMs;
      politeness.noteFailure(host.pace, atMs);
    }
    this.#finish(entry, "failed", failure.reason, failure.detail);
    if (entry.kind !== "robots") return;
    // A host that cannot be reached has no more to do with robots.txt than with any other page.
    const isAnswer = reason === "server-error" || reason === "throttled";
    const detail = isAnswer ? `robots.txt: ${failure.detail ?? reason}` : (failure.detail ?? reason);
    this.#settleUnreadable(entry, { reason, detail });
  }

  #settleUnreadable(robots: Entry, failure: { readonly reason: FailReason; readonly detail: string }): void {
    const blocked = this.origins.settle(robots.subject ?? new URL(robots.url).origin, failure);
    for (const one of blocked) this.#admit(one);
  }

  #applyRetry(entry: Entry, retry: Extract<Settlement, { type: "retry" }>, host: Host, atMs: number): void {
    if (retry.reason === "rendering") politeness.noteSuccess(host.pace, atMs);
    else politeness.noteFailure(host.pace, atMs);
    entry.attempts += 1;
    if (retry.hostPausedUntilMs !== undefined) {
      const kind = retry.reason === "throttled" ? "throttled" : "outage";
      politeness.noteComplaint(host.pace, kind, atMs, retry.hostPausedUntilMs);
    }
    entry.state = "waiting";
    entry.reason = retry.reason;
    entry.detail = retry.detail;
    this.waiting.add({ entry, attempt: entry.attempts, notBeforeMs: retry.notBeforeMs });
  }

  #applyClosed(record: Closed): void {
    for (const key of record.entries) {
      const entry = this.entries.get(key);
      if (entry === undefined) continue;
      this.#finish(entry, record.bucket, record.reason, record.detail);
      if (entry.kind === "robots")
        this.#settleUnreadable(entry, { reason: "gave-up", detail: "its robots.txt was given up" });
    }
  }

  #followStart(entry: Entry, to: string): void {
    if (!entry.isStart) return;
    if (isSameSite(entry.url, to)) {
      this.extraStartUrls = [...this.extraStartUrls, to];
      this.admission = createAdmission(this.#plan, this.extraStartUrls, this.evidence);
    }
    if (entry.key !== this.mainKey) return;
    const target = keyOf("page", to);
    this.mainKey = target;
    if (this.entries.get(target)?.state === "done") this.#isMainSettled = true;
  }
}

/** Whatever else is known of waits until the first start page is read. */
const isNeededFirst = ({ kind }: Entry): boolean => kind === "robots" || kind === "api";

function whyUndescribed(api: Entry | undefined): string {
  if (api === undefined) return "the API is described on a host that is none of the crawl's";
  const why = api.redirectTo === undefined ? (api.detail ?? api.reason ?? "unreadable") : "it leads in a circle";
  return `the API description ${api.url} could not be used: ${why}`.slice(0, 500);
}
