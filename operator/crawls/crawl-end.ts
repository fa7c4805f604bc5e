import { ExitCode, type CrawlReport } from "../../crawler/contract.ts";
import type { Reason } from "../reasons.ts";
import { parseReport } from "./crawl-report.ts";
import { coordinatorName } from "./build-jobs.ts";
import { findJob, hasCondition, type CrawlWorld, type JobObject } from "./crawl-world.ts";
import { isCoordinator, readEnd } from "./pod-problems.ts";

export type CrawlEnd =
  | { readonly phase: "Succeeded"; readonly report: CrawlReport | undefined }
  | {
      readonly phase: "Failed";
      readonly reason: Reason;
      readonly message: string;
      readonly report: CrawlReport | undefined;
    };

/** Deaths of the coordinator since anything was gained, after which another try is of no use. */
const maxDeaths = 10;

/** How the crawl ended, by its coordinator's Job and pods; undefined while it goes on. */
export function findEnd(world: CrawlWorld): CrawlEnd | undefined {
  const job = findJob(world, coordinatorName(world.crawl.name, world.crawl.status.coordinatorAttempt ?? 0));
  const report = findLastReport(world) ?? world.report;
  if (hasCondition(job, "Complete") ?? hasCondition(job, "SuccessCriteriaMet")) return { phase: "Succeeded", report };
  const failure = findFinalRefusal(world) ?? findFailure(world, job, report);
  return failure && { phase: "Failed", report, ...failure };
}

/** The plan is frozen: an object that is not valid never will be. */
function findFinalRefusal({ refusal }: CrawlWorld) {
  return refusal?.isFinal === true ? { reason: refusal.reason, message: refusal.message } : undefined;
}

function findFailure(world: CrawlWorld, job: JobObject | undefined, report: CrawlReport | undefined) {
  const failed = hasCondition(job, "Failed") ?? hasCondition(job, "FailureTarget");
  if (failed?.reason === "DeadlineExceeded") {
    return {
      reason: "DeadlineExceeded" as const,
      message: "the crawl took longer than it may; narrow spec.scope, or allow a higher rate",
    };
  }
  if (failed !== undefined) return explainExit(findExitCode(world, failed.message), report);
  const deaths = countDeaths(world);
  if (deaths < maxDeaths) return undefined;
  return {
    reason: "TooManyDeaths" as const,
    message: `${deaths} coordinator pods ended without progress; their last state tells why`,
  };
}

function explainExit(code: number | undefined, report: CrawlReport | undefined) {
  const told = report?.message;
  if (code === ExitCode.badConfiguration) {
    return {
      reason: "BadConfiguration" as const,
      message: told ?? "the crawler refused its configuration; see the coordinator's log",
    };
  }
  const isGate = /gate|removed|pages/i.test(report?.reason ?? "");
  return {
    reason: isGate ? ("GateRefused" as const) : ("CrawlFailed" as const),
    message: told ?? "the crawl failed for good; see the coordinator's log",
  };
}

/** From the pod while it is there, else from the Job's own words about it. */
function findExitCode(world: CrawlWorld, message = ""): number | undefined {
  const codes = world.pods.filter(isCoordinator).map((pod) => readEnd(pod)?.exitCode);
  const known = codes.find((code) => code === ExitCode.failed || code === ExitCode.badConfiguration);
  return known ?? Number(/exit code (\d+)/.exec(message)?.[1] ?? Number.NaN);
}

function findLastReport({ pods }: CrawlWorld): CrawlReport | undefined {
  const ends = pods.filter(isCoordinator).map(readEnd);
  const newest = ends
    .filter((end) => end !== undefined)
    .sort((left, right) => (left.finishedAt ?? "").localeCompare(right.finishedAt ?? ""));
  return newest.map(({ message }) => parseReport(message)).findLast((report) => report !== undefined);
}

/** Ends by the pod's own fault: neither interrupted nor before the last progress. */
function countDeaths({ pods, crawl }: CrawlWorld): number {
  const since = crawl.status.progressedAt ?? "";
  return pods.filter((pod) => {
    const end = readEnd(pod);
    const isOwnFault = end?.exitCode !== ExitCode.interrupted && end?.exitCode !== ExitCode.published;
    return isCoordinator(pod) && pod.status?.phase === "Failed" && isOwnFault && (end?.finishedAt ?? "") > since;
  }).length;
}
