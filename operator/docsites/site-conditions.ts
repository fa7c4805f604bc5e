import type { Finding } from "../conditions.ts";
import { hasEnded, type CrawlView } from "../crawls/crawl-view.ts";
import type { DocSiteStatus } from "../docsite-status.ts";
import type { DocSiteSpec } from "../docsite.ts";
import { reasons, type Reason } from "../reasons.ts";
import { planProblemReasons } from "./read-profile.ts";

/** What keeps a crawl that is due from starting; `active` is another crawl of the same DocSite. */
export type Hindrance = "active" | { readonly reason: Reason; readonly message: string };

export interface SiteFacts {
  readonly spec: DocSiteSpec;
  readonly active: CrawlView | undefined;
  readonly newest: CrawlView | undefined;
  /** What the last crawl failed of, if it did. */
  readonly failure: string | undefined;
  readonly snapshot: DocSiteStatus["snapshot"];
  readonly hindrance: Hindrance | undefined;
  readonly isStarting: boolean;
  readonly hasNext: boolean;
}

/** Ready, Reconciling, Stalled and Degraded, always all four, in kstatus' sense. */
export function describeSite(facts: SiteFacts): Finding[] {
  return [describeReady(facts), describeReconciling(facts), describeStalled(facts), describeDegraded(facts)];
}

export function describeInvalid(problem: string, snapshot: DocSiteStatus["snapshot"]): Finding[] {
  const reason: Reason = "InvalidSpec";
  return [
    { type: "Ready", status: "False", reason, message: problem },
    { type: "Reconciling", status: "False", reason, message: "nothing is done until the spec is edited" },
    { type: "Stalled", status: "True", reason, message: problem },
    snapshot === undefined
      ? { type: "Degraded", status: "False", reason: "NeverCrawled", message: reasons.NeverCrawled }
      : { type: "Degraded", status: "True", reason, message: "the snapshot is no longer renewed" },
  ];
}

function describeReady({ snapshot, failure, spec }: SiteFacts): Finding {
  const type = "Ready";
  if (snapshot !== undefined) {
    const pages = snapshot.pages === undefined ? "" : ` with ${snapshot.pages} pages`;
    return { type, status: "True", reason: "Published", message: `snapshot ${snapshot.id}${pages} is published` };
  }
  if (failure !== undefined) return { type, status: "False", reason: "CrawlFailed", message: failure };
  if (spec.suspend) return { type, status: "False", reason: "Suspended", message: reasons.Suspended };
  return { type, status: "False", reason: "NeverCrawled", message: reasons.NeverCrawled };
}

function describeReconciling({ active, hindrance, isStarting, spec, hasNext }: SiteFacts): Finding {
  const type = "Reconciling";
  if (active !== undefined) {
    return { type, status: "True", reason: "Crawling", message: describeActive(active) };
  }
  if (isStarting) return { type, status: "True", reason: "Crawling", message: "a crawl starts" };
  if (hindrance !== undefined && hindrance !== "active") {
    // The wrong profile is the user's to mend, though it is looked at again.
    const status = stallingReasons.has(hindrance.reason) ? "False" : "True";
    return { type, status, ...hindrance };
  }
  const reason: Reason = spec.suspend ? "Suspended" : hasNext ? "Scheduled" : "Idle";
  return { type, status: "False", reason, message: reasons[reason] };
}

/** One that is being deleted is not looked after any more: what holds it is somebody else's. */
function describeActive({ name, isDeleting, object }: CrawlView): string {
  const { finalizers = [] } = object.metadata;
  if (!isDeleting || finalizers.length === 0) return `Crawl ${name} is under way`;
  return `Crawl ${name} is being deleted; whoever set its finalizers ${finalizers.join(", ")} must take them off`;
}

const planProblems: ReadonlySet<Reason> = new Set(planProblemReasons);
const stallingReasons: ReadonlySet<Reason> = new Set(["InvalidProfile", "PlanTooLarge"]);

/** A failed crawl that nothing will repeat by itself, or a plan that only an edit can mend. */
function describeStalled({ snapshot, failure, active, isStarting, hindrance, spec }: SiteFacts): Finding {
  if (typeof hindrance === "object" && stallingReasons.has(hindrance.reason)) {
    return { type: "Stalled", status: "True", ...hindrance };
  }
  const isWorking = active !== undefined || isStarting || hindrance !== undefined;
  if (isWorking || failure === undefined || snapshot !== undefined || spec.schedule !== undefined) {
    return { type: "Stalled", status: "False", reason: snapshot ? "Published" : "Idle", message: "" };
  }
  const message = `${failure}; edit the DocSite, or annotate it to crawl again`;
  return { type: "Stalled", status: "True", reason: "CrawlFailed", message };
}

function describeDegraded({ snapshot, newest, failure, hindrance }: SiteFacts): Finding {
  const type = "Degraded";
  if (snapshot !== undefined && typeof hindrance === "object" && planProblems.has(hindrance.reason)) {
    return { type, status: "True", ...hindrance };
  }
  const trouble = newest?.status.conditions?.find((each) => each.type === "Degraded" && each.status === "True");
  if (newest !== undefined && !hasEnded(newest) && trouble !== undefined) {
    return {
      type,
      status: "True",
      reason: toReason(trouble.reason),
      message: `Crawl ${newest.name}: ${trouble.message}`,
    };
  }
  if (snapshot !== undefined && failure !== undefined) {
    return { type, status: "True", reason: "CrawlFailed", message: failure };
  }
  return { type, status: "False", reason: snapshot ? "Published" : "NeverCrawled", message: "" };
}

export function findFailure({ name, status }: CrawlView): string | undefined {
  if (status.phase !== "Failed") return undefined;
  const why = status.conditions?.find(({ type }) => type === "Ready");
  return `Crawl ${name} failed${why === undefined ? "" : `: ${why.message}`}`;
}

/** Of a Crawl that is no longer there: past its history, or deleted by somebody before its end. */
export function recallFailure({ lastCrawl, conditions = [] }: DocSiteStatus): string | undefined {
  if (lastCrawl === undefined || lastCrawl.phase === "Succeeded") return undefined;
  const told = conditions.find(({ type, reason }) => tellers.has(type) && reason === "CrawlFailed");
  if (lastCrawl.phase === "Failed" && told !== undefined) return told.message;
  return lastCrawl.phase === "Failed"
    ? `Crawl ${lastCrawl.name} failed`
    : `Crawl ${lastCrawl.name} was deleted before its end`;
}

/** The conditions that give a failure's words without anything added. */
const tellers: ReadonlySet<string> = new Set(["Ready", "Degraded"]);

const toReason = (reason: string): Reason => (Object.hasOwn(reasons, reason) ? (reason as Reason) : "PodsFailing");
