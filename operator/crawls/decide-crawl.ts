import { isDeepStrictEqual } from "node:util";
import type { CrawlReport } from "../../crawler/contract.ts";
import { Traceparent } from "../../telemetry/traceparent.ts";
import { toTimestamp } from "../controller/clock.ts";
import type { EventFacts } from "../controller/events.ts";
import type { KubeObject, Resource } from "../controller/kube-object.ts";
import type { CrawlPages, CrawlPhase, CrawlStatus } from "../crawl-status.ts";
import type { CrawlPlan } from "../crawl.ts";
import { kinds, labels, secretResource, traceparentAnnotation } from "../kinds.ts";
import { buildAutoscaler } from "./build-autoscaler.ts";
import { buildPlanMap, buildVolumeClaim } from "./build-claim.ts";
import { buildCoordinatorJob, buildWorkersJob, coordinatorName, workersName } from "./build-jobs.ts";
import { buildLogin } from "./build-login.ts";
import { buildNetworkPolicies } from "./build-network-policies.ts";
import { claimName, usesVolume } from "./build-store-mounts.ts";
import { buildLabels, type CrawlIdentity } from "./child-metadata.ts";
import { describeCrawl } from "./crawl-conditions.ts";
import { findEnd, type CrawlEnd } from "./crawl-end.ts";
import { hasEnded } from "./crawl-view.ts";
import { childKey, findJob, type CrawlWorld, type JobObject, type PlanOfSite } from "./crawl-world.ts";
import { boundWorkers, findRestingRole } from "./make-room.ts";
import { isCoordinator, mayLackSecret, readEnd } from "./pod-problems.ts";
import { computeFirstWorkers, computeUsefulWorkers } from "./useful-workers.ts";

export interface Child {
  readonly resource: Resource;
  readonly object: KubeObject;
}

export interface CrawlDecision {
  readonly status: CrawlStatus;
  /** Its pods run or will: their logins to NATS are to be kept good. */
  readonly needsLogins: boolean;
  /** A pod does not start, as where somebody deleted its login. */
  readonly mayLackLogins: boolean;
  /** To be made where they are missing, and never changed: pods' templates are frozen. */
  readonly create: readonly Child[];
  /** To be kept as they are here. */
  readonly apply: readonly Child[];
  /** Fields of Jobs that follow the Crawl. */
  readonly patch: readonly { readonly name: string; readonly spec: { parallelism?: number; suspend?: boolean } }[];
  readonly remove: readonly Child[];
  /** To be written to `spec.workers` through /scale, once. */
  readonly scaleTo?: number;
  /** To be frozen into a Crawl that has none. */
  readonly setPlan?: PlanOfSite;
  readonly events: readonly EventFacts[];
  readonly againAfterMs?: number;
}

/** How often a running crawl is looked at beside being told: progress and delays of the Job controller come silently. */
const lookMs = 5000;
/** The Job controller delays a pod after failures by up to ten minutes; a crawl does not wait so long. */
const maxDelayMs = 30_000;

/** What to do about one Crawl. Pure: the same world gives the same decision. */
export function decideCrawl(world: CrawlWorld): CrawlDecision {
  const { crawl } = world;
  if (hasEnded(crawl)) return { ...nothing(crawl.status), remove: findLeftovers(world) };
  const { plan } = crawl.spec;
  if (plan === undefined) return decideUnplanned(world);
  const end = findEnd(world);
  if (end !== undefined) return decideEnd(world, end);
  return decideRunning(world, plan);
}

/** Made by hand: it gets the plan of the DocSite as it is now. */
function decideUnplanned(world: CrawlWorld): CrawlDecision {
  const decision = { ...nothing(buildStatus(world, "Pending", undefined)), againAfterMs: lookMs };
  const { planOfSite } = world;
  return planOfSite !== undefined && "plan" in planOfSite ? { ...decision, setPlan: planOfSite } : decision;
}

const nothing = (status: CrawlStatus): CrawlDecision => ({
  status,
  needsLogins: false,
  mayLackLogins: false,
  create: [],
  apply: [],
  patch: [],
  remove: [],
  events: [],
});

export function identify({ crawl, namespace }: CrawlWorld): CrawlIdentity {
  const { name, object, spec } = crawl;
  const { uid = "", annotations } = object.metadata;
  const traceparent = Traceparent.safeParse(annotations?.[traceparentAnnotation]).data;
  return { name, namespace, uid, site: spec.siteRef.name, ...(traceparent && { traceparent }) };
}

/** The status comes first: Jobs go in the next round, when the end is on record. */
function decideEnd(world: CrawlWorld, end: CrawlEnd): CrawlDecision {
  const status = buildStatus(world, end.phase, end);
  const note = end.phase === "Succeeded" ? `snapshot ${status.snapshot?.id ?? ""} is published` : end.message;
  const reason = end.phase === "Succeeded" ? "Published" : end.reason;
  const type = end.phase === "Succeeded" ? "Normal" : "Warning";
  return { ...nothing(status), events: [{ type, reason, action: "Finish", note }] };
}

function decideRunning(world: CrawlWorld, plan: CrawlPlan): CrawlDecision {
  const identity = identify(world);
  const { crawl, settings } = world;
  const attempt = computeAttempt(world);
  const phase = computePhase(world);
  const workersJob = findJob(world, workersName(crawl.name));
  const scaleTo = computeScale(world, plan, phase);
  const status = { ...buildStatus(world, phase, undefined), ...(attempt > 0 && { coordinatorAttempt: attempt }) };
  const useful = computeUsefulWorkers(plan);
  const autoscaler = buildAutoscaler(identity, plan, useful);
  const jobs = [
    buildCoordinatorJob(identity, plan, attempt, settings),
    buildWorkersJob(identity, plan, crawl.spec.workers, settings),
  ];
  const resting = crawl.spec.suspend ? "both" : findRestingRole(world, attempt);
  const coordinatorJob = findJob(world, coordinatorName(crawl.name, attempt));
  const suspended = jobs.map((job) => (crawl.spec.suspend ? { ...job, spec: { ...job.spec, suspend: true } } : job));
  return {
    status: { ...status, ...((scaleTo !== undefined || crawl.status.seeded === true) && { seeded: true }) },
    needsLogins: settings.natsLogin.kind !== "none",
    mayLackLogins: world.pods.some((pod) => mayLackSecret(pod, world.now)),
    create: findMissing(world, [
      ...(usesVolume(plan.output) && plan.output.volume?.claimName === undefined && !world.hasClaim
        ? [{ resource: kinds.claim, object: buildVolumeClaim(identity, claimName(identity, plan), plan) }]
        : []),
      { resource: kinds.configMap, object: buildPlanMap(identity, plan) },
      ...suspended.map((object) => ({ resource: kinds.job, object })),
    ]),
    apply: [
      ...buildNetworkPolicies(identity, plan, settings).map((object) => ({ resource: kinds.networkPolicy, object })),
      ...(autoscaler === undefined ? [] : [{ resource: kinds.autoscaler, object: autoscaler }]),
    ],
    patch: [
      ...computePatch(coordinatorJob, { suspend: resting === "both" || resting === "coordinator" }),
      ...computePatch(workersJob, {
        suspend: resting === "both" || resting === "worker",
        parallelism: boundWorkers(world),
      }),
    ],
    remove:
      attempt > (crawl.status.coordinatorAttempt ?? 0)
        ? findChildren(world, "Job", coordinatorName(crawl.name, attempt - 1))
        : [],
    ...(scaleTo !== undefined && scaleTo !== crawl.spec.workers && { scaleTo }),
    events: [
      ...describePhase(crawl.status.phase, phase),
      ...describeRest(resting, resting === "worker" ? workersJob : coordinatorJob),
      ...describeFewer(world, workersJob),
    ],
    againAfterMs: lookMs,
  };
}

function findMissing({ children }: CrawlWorld, wanted: readonly Child[]): Child[] {
  return wanted.filter(({ resource, object }) => !children.has(childKey(resource.kind, object.metadata.name)));
}

function computePatch(job: JobObject | undefined, spec: { parallelism?: number; suspend: boolean }) {
  if (job === undefined) return [];
  const isSame =
    (job.spec?.suspend ?? false) === spec.suspend &&
    (spec.parallelism ?? job.spec?.parallelism) === job.spec?.parallelism;
  return isSame ? [] : [{ name: job.metadata.name, spec }];
}

/** The next coordinator's number, when the Job controller lets the current one wait too long for its pod. */
function computeAttempt(world: CrawlWorld): number {
  const attempt = world.crawl.status.coordinatorAttempt ?? 0;
  const job = findJob(world, coordinatorName(world.crawl.name, attempt));
  const own = world.pods.filter(
    (pod) => isCoordinator(pod) && pod.metadata.labels?.["batch.kubernetes.io/job-name"] === job?.metadata.name,
  );
  // One that succeeded ends the Job within moments, however late it is by a clock that differs from the node's.
  const haveAllFailed = own.length > 0 && own.every(({ status }) => status?.phase === "Failed");
  const isResting = world.crawl.spec.suspend || job?.spec?.suspend === true;
  if (job === undefined || isResting || !haveAllFailed) return attempt;
  const last = Math.max(...own.map((pod) => Date.parse(readEnd(pod)?.finishedAt ?? "") || 0));
  return last > 0 && world.now.getTime() - last > maxDelayMs ? attempt + 1 : attempt;
}

function computePhase({ crawl, report, pods }: CrawlWorld): CrawlPhase {
  if (crawl.spec.suspend) return "Suspended";
  if (report !== undefined && report.phase !== "Succeeded" && report.phase !== "Failed") return report.phase;
  return pods.some((pod) => isCoordinator(pod) && pod.status?.phase === "Running") ? "Seeding" : "Pending";
}

/** Once, when it is known how much there is to do. */
function computeScale({ crawl, report }: CrawlWorld, plan: CrawlPlan, phase: CrawlPhase): number | undefined {
  if (crawl.status.seeded === true || phase !== "Crawling" || report?.counts === undefined) return undefined;
  return computeFirstWorkers(plan, report.counts.discovered);
}

function buildStatus(world: CrawlWorld, phase: CrawlPhase, end: CrawlEnd | undefined): CrawlStatus {
  const { crawl, now } = world;
  const { status } = crawl;
  const pages = toPages((end?.report ?? world.report)?.counts) ?? status.pages;
  const hasProgressed = !isDeepStrictEqual(pages, status.pages);
  const startedAt = status.startedAt ?? (phase === "Pending" ? undefined : toTimestamp(now));
  const progressedAt = hasProgressed ? toTimestamp(now) : status.progressedAt;
  const snapshot = end?.phase === "Succeeded" ? buildSnapshot(world, end.report) : undefined;
  return {
    observedGeneration: crawl.object.metadata.generation ?? 0,
    phase,
    conditions: describeCrawl(world, phase, end),
    workers: end === undefined ? (findJob(world, workersName(crawl.name))?.status?.active ?? 0) : 0,
    selector: toSelector(buildLabels(identify(world), "worker")),
    ...(startedAt && { startedAt }),
    ...(end && { finishedAt: toTimestamp(now) }),
    ...(status.seeded && { seeded: true }),
    ...(status.coordinatorAttempt && { coordinatorAttempt: status.coordinatorAttempt }),
    ...(progressedAt && { progressedAt }),
    ...(pages && { pages }),
    ...(snapshot && { snapshot }),
  };
}

const toSelector = (wanted: Readonly<Record<string, string>>): string =>
  [labels.crawl, labels.component].map((name) => `${name}=${wanted[name]}`).join(",");

function toPages(counts: CrawlReport["counts"]): CrawlPages | undefined {
  if (counts === undefined) return undefined;
  const { stored, ...same } = counts;
  return { ...same, fetched: stored };
}

function buildSnapshot({ crawl, now }: CrawlWorld, report: CrawlReport | undefined): CrawlStatus["snapshot"] {
  const { snapshot } = (crawl.spec.plan?.configuration ?? {}) as { readonly snapshot?: string };
  if (snapshot === undefined) return undefined;
  const { counts, uri, bytes } = report ?? {};
  return {
    id: snapshot,
    ...(counts && { pages: counts.stored + counts.unchanged }),
    ...(counts?.changed !== undefined && { changed: counts.changed }),
    ...(uri && { uri }),
    ...(bytes !== undefined && { bytes }),
    publishedAt: toTimestamp(now),
  };
}

const leftoverKinds = [kinds.job, kinds.autoscaler, kinds.networkPolicy, kinds.configMap];

/** All that only a running crawl needs. */
function findLeftovers(world: CrawlWorld): Child[] {
  const children = leftoverKinds.flatMap(({ kind }) => findChildren(world, kind));
  // Logins are in no cache: they go while something else is left, and before it.
  return children.length === 0 ? [] : [...buildLogins(world), ...children];
}

function buildLogins(world: CrawlWorld): Child[] {
  if (world.settings.natsLogin.kind === "none") return [];
  const roles = ["coordinator", "worker"] as const;
  return roles.map((role) => ({ resource: secretResource, object: buildLogin(identify(world), role, {}) }));
}

function findChildren({ children }: CrawlWorld, kind: string, name?: string): Child[] {
  const resource = leftoverKinds.find((each) => each.kind === kind);
  return [...children].flatMap(([key, object]) => {
    const isMeant = key.startsWith(`${kind}/`) && (name === undefined || key === childKey(kind, name));
    return isMeant && resource !== undefined && object.metadata.deletionTimestamp === undefined
      ? [{ resource, object }]
      : [];
  });
}

function describePhase(before: CrawlPhase | undefined, phase: CrawlPhase): EventFacts[] {
  if (before === phase || phase === "Pending") return [];
  return [{ type: "Normal", reason: phase, action: "Crawl", note: `the crawl is ${phase.toLowerCase()}` }];
}

function describeRest(
  resting: "both" | "coordinator" | "worker" | undefined,
  job: JobObject | undefined,
): EventFacts[] {
  if (resting === undefined || resting === "both" || job?.spec?.suspend === true) return [];
  const [own, other] = resting === "worker" ? ["workers rest", "coordinator"] : ["coordinator rests", "workers"];
  const note = `the ${own} until there is a node for the ${other} too`;
  return [{ type: "Warning", reason: "MakingRoom", action: "Rest", note }];
}

function describeFewer(world: CrawlWorld, job: JobObject | undefined): EventFacts[] {
  const workers = boundWorkers(world);
  if (world.isRoomSought !== true || (job?.spec?.parallelism ?? 0) <= workers) return [];
  const note = `no more than ${workers} workers while another crawl finds no node`;
  return [{ type: "Normal", reason: "MakingRoom", action: "Rest", note }];
}
