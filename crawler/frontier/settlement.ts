import type { Outcome, SkipReason, Validators } from "../messages.ts";
import type { Entry } from "./entry.ts";
import { computePauseMs, isInOutage, isNewComplaint, type Pace } from "./politeness.ts";
import type { Settlement } from "./records.ts";

/** An outcome as the frontier learns it: what is stored is known by its hash, bodies stay outside. */
export type LeanOutcome =
  | Exclude<
      Outcome,
      { readonly type: "page" | "unchanged" | "asset" | "list" | "skip" | "render" | "described" | "started" }
    >
  | ({ readonly type: "page" } & LeanContent)
  | ({ readonly type: "unchanged"; readonly validators: Validators } & LeanContent)
  | { readonly type: "skip"; readonly reason: SkipReason; readonly detail?: string | undefined }
  | { readonly type: "asset" }
  | { readonly type: "render" }
  | { readonly type: "described"; readonly by: string }
  | { readonly type: "list"; readonly entries: number };

interface LeanContent {
  readonly hash: string;
  /** Of the Markdown, in UTF-16 code units. */
  readonly length: number;
  readonly canonical?: string;
}

export interface RetryRules {
  readonly maxAttempts: number;
  readonly maxRedirects: number;
}

/** Workers that a page may take with it while it is alone in them. */
const MAX_DEATHS = 3;
const FIRST_RETRY_MS = 1000;
const MAX_RETRY_MS = 60_000;

type Retry = Extract<Outcome, { readonly type: "retry" }>;

/** Turns a worker's answer into what is journaled: whether to try again, when, and when to stop trying. */
export function settlementOf(
  outcome: LeanOutcome,
  entry: Entry,
  pace: Pace,
  released: { readonly atMs: number; readonly isStarted: boolean },
  nowMs: number,
  rules: RetryRules,
): Settlement {
  switch (outcome.type) {
    case "retry":
      return retrySettlement(outcome, entry, pace, released.atMs, nowMs, rules);
    case "lost":
      return lostSettlement(outcome, entry, released.isStarted);
    case "render":
      return entry.needsBrowser ? { type: "skip", reason: "needs-javascript" } : outcome;
    case "described":
      return entry.undescribed === undefined ? outcome : { type: "skip", reason: "needs-javascript" };
    case "redirect":
      if ((entry.hops ?? 0) < rules.maxRedirects) {
        return { type: "redirect", to: outcome.to, ...(outcome.setsCookies === true ? { setsCookies: true } : {}) };
      }
      return { type: "fail", reason: "too-many-redirects", detail: `more than ${rules.maxRedirects} in a row` };
    default:
      return outcome;
  }
}

function lostSettlement(
  { untouched }: Extract<Outcome, { readonly type: "lost" }>,
  entry: Entry,
  isStarted: boolean,
): Settlement {
  if (untouched === true) return { type: "lost", untouched };
  if (!isStarted) return { type: "lost" };
  if ((entry.deaths ?? 0) + 1 < MAX_DEATHS) return { type: "lost", died: true };
  return {
    type: "fail",
    reason: "worker-crashed",
    detail: `no answer from ${MAX_DEATHS} workers that had only this page`,
  };
}

function retrySettlement(
  outcome: Retry,
  entry: Entry,
  pace: Pace,
  releasedAtMs: number,
  nowMs: number,
  rules: RetryRules,
): Settlement {
  const { reason, detail } = outcome;
  const { attempts = 0 } = entry;
  if (attempts + 1 >= rules.maxAttempts) {
    return { type: "fail", reason, ...(detail === undefined ? {} : { detail }) };
  }
  const retryMs = Math.min(FIRST_RETRY_MS * 2 ** attempts, MAX_RETRY_MS);
  const pausedUntilMs = hostPause(outcome, pace, releasedAtMs, nowMs);
  return {
    type: "retry",
    reason,
    notBeforeMs: Math.max(nowMs + Math.max(outcome.afterMs ?? 0, retryMs), pausedUntilMs ?? 0),
    ...(detail === undefined ? {} : { detail }),
    ...(pausedUntilMs === undefined ? {} : { hostPausedUntilMs: pausedUntilMs }),
  };
}

function hostPause(outcome: Retry, pace: Pace, releasedAtMs: number, nowMs: number): number | undefined {
  const isThrottled = outcome.reason === "throttled";
  if (!isNewComplaint(pace, releasedAtMs)) return undefined;
  if (outcome.afterMs !== undefined && outcome.afterMs > 0) return nowMs + outcome.afterMs;
  if (!isThrottled && !isInOutage(pace)) return undefined;
  return nowMs + computePauseMs(pace, isThrottled ? "throttled" : "outage");
}
