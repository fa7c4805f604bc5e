import type { Plan } from "../contract.ts";
import type { FailReason, RobotsRules } from "../messages.ts";
import { countFolded } from "./count-folded.ts";
import { createEntry, keyOf, type Bucket, type Entry } from "./entry.ts";
import { createHost, type Host } from "./host.ts";
import { isNearer } from "./is-nearer.ts";
import { Origins, type RobotsFailure } from "./origins.ts";
import type { News } from "./records.ts";
import type { Workers } from "./workers.ts";

/** Every URL of the crawl from its discovery to its bucket, and which of them may leave next. */
export class EntryBook {
  readonly #plan: Plan;
  readonly #workers: Workers;
  readonly entries = new Map<string, Entry>();
  readonly hosts = new Map<string, Host>();
  /** Parsing a URL costs more than all else that is done with it. */
  readonly #hostsByOrigin = new Map<string, Host>();
  readonly origins: Origins;
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
  mainKey: string;
  #isMainSettled = false;
  open = 0;
  pagesOut = 0;

  constructor(plan: Plan, workers: Workers) {
    this.#plan = plan;
    this.#workers = workers;
    this.origins = new Origins(plan.politeness.robots === "Respect");
    this.mainKey = keyOf("page", plan.url);
  }

  wake(nowMs: number): void {
    for (const sleeper of this.waiting) {
      if (sleeper.notBeforeMs > nowMs) continue;
      this.waiting.delete(sleeper);
      if (sleeper.entry.state === "waiting" && sleeper.attempt === sleeper.entry.attempts)
        this.makeReady(sleeper.entry);
    }
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
    const pathAt = url.indexOf("/", "https://".length);
    const start = pathAt < 0 ? url : url.slice(0, pathAt);
    const known = this.#hostsByOrigin.get(start);
    if (known !== undefined) return known;
    const { host: name, origin } = new URL(url);
    const host = this.hosts.get(name) ?? createHost(name, this.#plan, this.#workers);
    this.hosts.set(name, host);
    if (start === origin) this.#hostsByOrigin.set(origin, host);
    return host;
  }

  learn(news: News, from: string | undefined): void {
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
    if (news.skip !== undefined) return this.finish(entry, "skipped", news.skip);
    this.#admit(entry);
  }

  /** Puts an open entry into its host's line, as far as robots.txt lets it. */
  #admit(entry: Entry): void {
    if (entry.kind === "robots") {
      this.origins.announce(entry.subject ?? new URL(entry.url).origin);
      return this.makeReady(entry);
    }
    const verdict = this.origins.judge(entry.url);
    switch (verdict.type) {
      case "allowed":
        return this.makeReady(entry);
      case "disallowed":
        return this.finish(entry, "skipped", "robots");
      case "unreadable":
        return this.finish(entry, "failed", verdict.reason, verdict.detail);
      case "unknown":
        entry.state = "blocked";
        return this.origins.block(new URL(entry.url).origin, entry);
      default:
        return verdict satisfies never;
    }
  }

  makeReady(entry: Entry): void {
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

  finish(entry: Entry, bucket: Bucket, reason?: Entry["reason"], detail?: string): void {
    if (entry.state === "done") return;
    entry.state = "done";
    entry.bucket = bucket;
    explain(entry, reason, detail);
    this.#opened(entry, -1);
    if (entry.kind === "page") this.counts[bucket] += 1;
    if (entry.key === this.mainKey) this.#isMainSettled = true;
    this.finished.push(entry);
    const native = this.#natives.get(entry.key);
    if (native?.state === "blocked") this.makeReady(native);
    if (entry.kind === "api") this.#endDescription(entry);
  }

  /** The page waits, and counts as one that is out, until it is known whether its description can be read. */
  awaitDescription(page: Entry, key: string): void {
    let api = this.entries.get(key);
    for (let hops = 0; api?.redirectTo !== undefined && hops < 20; hops += 1) api = this.entries.get(api.redirectTo);
    // Its page was lost in a kill, or it would not be asked for again.
    if (api?.bucket === "stored") this.reopen(api.key);
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
    if (api.bucket === "stored") return this.finish(page, "stored");
    if (api.redirectTo !== undefined) return this.awaitDescription(page, api.redirectTo);
    this.#readUndescribed(page, api);
  }

  /** As if it named no description: what its HTML or a browser shows of it. */
  #readUndescribed(page: Entry, api: Entry | undefined): void {
    page.undescribed = whyUndescribed(api);
    this.makeReady(page);
  }

  /** A permit for it is out. */
  sendOut(entry: Entry): void {
    entry.state = "out";
    if (entry.kind === "page") this.pagesOut += 1;
  }

  /** Its permit is used or void; what becomes of it is told next. */
  takeBack(entry: Entry): void {
    if (entry.kind === "page") this.pagesOut -= 1;
  }

  /** Once more, but not before that time. */
  putOff(entry: Entry, reason: FailReason, notBeforeMs: number, detail?: string): void {
    const attempt = (entry.attempts ?? 0) + 1;
    entry.attempts = attempt;
    entry.state = "waiting";
    explain(entry, reason, detail);
    this.waiting.add({ entry, attempt, notBeforeMs });
  }

  /** What robots.txt says, or why it cannot be had: whoever waited for it goes on, or ends. */
  settleRobots(origin: string, robots: RobotsRules | RobotsFailure): void {
    for (const entry of this.origins.settle(origin, robots)) this.#admit(entry);
  }

  settleUnreadable(robots: Entry, failure: RobotsFailure): void {
    this.settleRobots(robots.subject ?? new URL(robots.url).origin, failure);
  }

  /** The first start page is found elsewhere. */
  moveMain(url: string): void {
    const target = keyOf("page", url);
    this.mainKey = target;
    if (this.entries.get(target)?.state === "done") this.#isMainSettled = true;
  }

  #bringNearer(entry: Entry, { depth, isStart = false }: News): void {
    entry.depth = depth;
    entry.isStart = isStart;
    this.reopen(entry.key);
  }

  reopen(key: string): void {
    const entry = this.entries.get(key);
    if (entry?.state !== "done") return;
    if (entry.kind === "page" && entry.bucket !== undefined) this.counts[entry.bucket] -= 1;
    Object.assign(entry, { state: "blocked", bucket: undefined, reason: undefined, hash: undefined });
    if (entry.failedInOutageAtMs !== undefined) {
      entry.attempts = this.#plan.limits.maxAttempts - 1;
      entry.failedInOutageAtMs = undefined;
    }
    this.#opened(entry, 1);
    const native = this.#natives.get(key);
    if (native?.state === "ready") native.state = "blocked";
    this.#admit(entry);
  }

  /** It led in a circle, and its host has set cookies there: it is asked again with them. */
  reopenWithCookies(entry: Entry): void {
    this.hostOf(entry.url).wantsCookies = true;
    entry.cookieTries = (entry.cookieTries ?? 0) + 1;
    Object.assign(entry, { redirectTo: undefined, setsCookies: undefined });
    if (entry.key === this.mainKey) this.#isMainSettled = false;
    this.reopen(entry.key);
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
}

function explain(entry: Entry, reason: Entry["reason"], detail: string | undefined): void {
  entry.reason = reason;
  // Most entries never have one, and so no room for one.
  if (detail !== undefined || entry.detail !== undefined) entry.detail = detail;
}

/** Whatever else is known of waits until the first start page is read. */
const isNeededFirst = ({ kind }: Entry): boolean => kind === "robots" || kind === "api";

function whyUndescribed(api: Entry | undefined): string {
  if (api === undefined) return "the API is described on a host that is none of the crawl's";
  const why = api.redirectTo === undefined ? (api.detail ?? api.reason ?? "unreadable") : "it leads in a circle";
  return `the API description ${api.url} could not be used: ${why}`.slice(0, 500);
}
