import { toTimestamp } from "../controller/clock.ts";
import { mergeConditions, type Condition, type Finding } from "../conditions.ts";
import type { CrawlPhase } from "../crawl-status.ts";
import { reasons, type Reason } from "../reasons.ts";
import type { CrawlEnd } from "./crawl-end.ts";
import type { CrawlWorld } from "./crawl-world.ts";
import { findPodProblem, type PodProblem } from "./pod-problems.ts";
import { findStoreProblem } from "./store-problem.ts";
import { computeUsefulWorkers } from "./useful-workers.ts";

/** Ready, Reconciling, Stalled, Degraded and PolitenessBound of a Crawl. */
export function describeCrawl(world: CrawlWorld, phase: CrawlPhase, end: CrawlEnd | undefined): Condition[] {
  const { crawl, now } = world;
  const findings = end === undefined ? describeRunning(world, phase) : describeEnd(end);
  const all = [...findings, ...describeBound(world)];
  return mergeConditions(crawl.status.conditions ?? [], all, crawl.object.metadata.generation ?? 0, toTimestamp(now));
}

function describeRunning(world: CrawlWorld, phase: CrawlPhase): Finding[] {
  const { reason, message } = explainPhase(world, phase);
  const { refusal, creationProblem, pods, report, now } = world;
  const problem =
    refusal ??
    findPodProblem(pods, now) ??
    findStoreProblem(report) ??
    describeStreams(world.streamsProblem) ??
    creationProblem;
  return [
    { type: "Ready", status: "False", reason, message },
    { type: "Reconciling", status: phase === "Suspended" ? "False" : "True", reason, message },
    { type: "Stalled", status: "False", reason, message: "" },
    problem === undefined
      ? { type: "Degraded", status: "False", reason, message: "" }
      : { type: "Degraded", status: "True", reason: problem.reason, message: problem.message },
  ];
}

const describeStreams = (why: string | undefined): PodProblem | undefined =>
  why === undefined
    ? undefined
    : {
        reason: "NatsUnavailable",
        message: `the crawl's streams cannot be looked after: ${why}; check NATS and its limits`,
      };

function explainPhase({ crawl, planOfSite }: CrawlWorld, phase: CrawlPhase): { reason: Reason; message: string } {
  if (planOfSite !== undefined && "reason" in planOfSite) return planOfSite;
  const reason: Reason = crawl.spec.plan === undefined ? "NoPlan" : (phase as Reason & CrawlPhase);
  return { reason, message: reasons[reason] };
}

function describeEnd(end: CrawlEnd): Finding[] {
  if (end.phase === "Succeeded") {
    const [reason, message] = ["Succeeded" as const, reasons.Succeeded];
    return [
      { type: "Ready", status: "True", reason, message },
      { type: "Reconciling", status: "False", reason, message: "" },
      { type: "Stalled", status: "False", reason, message: "" },
      { type: "Degraded", status: "False", reason, message: "" },
    ];
  }
  const { reason, message } = end;
  return [
    { type: "Ready", status: "False", reason, message },
    { type: "Reconciling", status: "False", reason, message: "" },
    { type: "Stalled", status: "True", reason, message },
    { type: "Degraded", status: "False", reason, message: "" },
  ];
}

function describeBound({ crawl: { spec } }: CrawlWorld): Finding[] {
  if (spec.plan === undefined) return [];
  const useful = computeUsefulWorkers(spec.plan);
  const type = "PolitenessBound";
  if (useful >= spec.plan.workers.max) {
    return [{ type, status: "False", reason: "WorkersUseful", message: reasons.WorkersUseful }];
  }
  const message = `the site's rate keeps ${useful} workers busy; spec.workers.max is ${spec.plan.workers.max}`;
  return [{ type, status: "True", reason: "PolitenessBound", message }];
}
