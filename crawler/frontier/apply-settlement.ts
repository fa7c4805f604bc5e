import { keyOf, type Entry } from "./entry.ts";
import type { EntryBook } from "./entry-book.ts";
import { circleAt, opensWithCookies } from "./redirect-circle.ts";
import type { Host } from "./host.ts";
import * as politeness from "./politeness.ts";
import type { Settlement } from "./records.ts";

/** What a worker's answer does to its entry and to its host's pace. */
export function applySettlement(book: EntryBook, entry: Entry, settlement: Settlement, host: Host, atMs: number): void {
  switch (settlement.type) {
    case "page":
    case "unchanged":
      politeness.noteSuccess(host.pace, atMs);
      return applyContent(book, entry, settlement);
    case "asset":
    case "list":
      politeness.noteSuccess(host.pace, atMs);
      if (settlement.type === "list") entry.size = settlement.entries;
      return book.finish(entry, "stored");
    case "render":
      politeness.noteSuccess(host.pace, atMs);
      entry.needsBrowser = true;
      return book.makeReady(entry);
    case "described":
      politeness.noteSuccess(host.pace, atMs);
      return book.awaitDescription(entry, keyOf("api", settlement.by, entry.url));
    case "robots":
      politeness.noteSuccess(host.pace, atMs);
      return applyRobots(book, entry, settlement);
    case "redirect":
      politeness.noteSuccess(host.pace, atMs);
      return applyRedirect(book, entry, settlement);
    case "skip":
      if (entry.kind === "robots") {
        const detail = settlement.detail ?? settlement.reason;
        return applyFailure(book, entry, { type: "fail", reason: "server-error", detail }, host, atMs);
      }
      politeness.noteSuccess(host.pace, atMs);
      return book.finish(entry, "skipped", settlement.reason, settlement.detail);
    case "fail":
      return applyFailure(book, entry, settlement, host, atMs);
    case "retry":
      return applyRetry(book, entry, settlement, host, atMs);
    case "lost":
      if (settlement.untouched !== true) entry.losses = (entry.losses ?? 0) + 1;
      if (settlement.died === true) entry.deaths = (entry.deaths ?? 0) + 1;
      return book.makeReady(entry);
    default:
      return settlement satisfies never;
  }
}

function applyRedirect(book: EntryBook, entry: Entry, redirect: Extract<Settlement, { type: "redirect" }>): void {
  entry.redirectTo = keyOf(entry.kind, redirect.to, entry.subject);
  if (redirect.setsCookies === true) entry.setsCookies = true;
  book.finish(entry, "skipped", "redirect");
  const circle = circleAt(entry, (key) => book.entries.get(key));
  if (opensWithCookies(circle)) for (const each of circle) book.reopenWithCookies(each);
}

function applyContent(
  book: EntryBook,
  entry: Entry,
  settlement: Extract<Settlement, { type: "page" | "unchanged" }>,
): void {
  // Native Markdown takes the place of what was made from its page's HTML, a description that of the HTML itself.
  const isOfPage = entry.kind === "native" || entry.kind === "api";
  const page = isOfPage ? book.entries.get(keyOf("page", entry.subject ?? entry.url)) : entry;
  if (page !== undefined) {
    page.hash = settlement.hash;
    page.length = settlement.length;
    if (settlement.canonical !== undefined) page.canonical ??= settlement.canonical;
  }
  if (settlement.type === "unchanged") entry.validators = settlement.validators;
  book.finish(entry, settlement.type === "page" ? "stored" : "unchanged");
}

function applyRobots(book: EntryBook, entry: Entry, settlement: Extract<Settlement, { type: "robots" }>): void {
  const origin = entry.subject ?? new URL(entry.url).origin;
  entry.size = settlement.robots.rules.length;
  entry.crawlDelaySeconds = settlement.robots.crawlDelaySeconds;
  politeness.applyCrawlDelay(book.hostOf(origin).pace, settlement.robots.crawlDelaySeconds);
  book.finish(entry, "stored");
  book.settleRobots(origin, settlement.robots);
}

function applyFailure(
  book: EntryBook,
  entry: Entry,
  failure: Extract<Settlement, { type: "fail" }>,
  host: Host,
  atMs: number,
): void {
  // A broken link is the page's fault; a host that answers at all is well.
  const { reason } = failure;
  const isHostWell = reason === "not-found" || reason === "http-error" || reason === "rendering";
  if (isHostWell) politeness.noteSuccess(host.pace, atMs);
  else {
    if (politeness.isInOutage(host.pace)) entry.failedInOutageAtMs = atMs;
    politeness.noteFailure(host.pace, atMs);
  }
  book.finish(entry, "failed", failure.reason, failure.detail);
  if (entry.kind !== "robots") return;
  // A host that cannot be reached has no more to do with robots.txt than with any other page.
  const isAnswer = reason === "server-error" || reason === "throttled";
  const detail = isAnswer ? `robots.txt: ${failure.detail ?? reason}` : (failure.detail ?? reason);
  book.settleUnreadable(entry, { reason, detail });
}

function applyRetry(
  book: EntryBook,
  entry: Entry,
  retry: Extract<Settlement, { type: "retry" }>,
  host: Host,
  atMs: number,
): void {
  if (retry.reason === "rendering") politeness.noteSuccess(host.pace, atMs);
  else politeness.noteFailure(host.pace, atMs);
  if (retry.hostPausedUntilMs !== undefined) {
    const kind = retry.reason === "throttled" ? "throttled" : "outage";
    politeness.noteComplaint(host.pace, kind, atMs, retry.hostPausedUntilMs);
  }
  book.putOff(entry, retry.reason, retry.notBeforeMs, retry.detail);
}
