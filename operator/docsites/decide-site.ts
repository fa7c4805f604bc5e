import { chooseOutput, describeOutput } from "../choose-output.ts";
import type { EventFacts } from "../controller/events.ts";
import { toTimestamp } from "../controller/clock.ts";
import { mergeConditions } from "../conditions.ts";
import { hasEnded, type CrawlView } from "../crawls/crawl-view.ts";
import type { DocSiteStatus } from "../docsite-status.ts";
import type { DocSiteSpec } from "../docsite.ts";
import { reasons, type Reason } from "../reasons.ts";
import { explainSlot } from "./active-crawls.ts";
import { findTriggers, type Trigger, type Triggers } from "./crawl-triggers.ts";
import { describeInvalid, describeSite, findFailure, recallFailure, type Hindrance } from "./site-conditions.ts";
import type { SiteWorld } from "./site-world.ts";

export interface SiteDecision {
  readonly status: DocSiteStatus;
  readonly create?: Trigger;
  /** Crawls that go: past their history, or replaced. */
  readonly remove: readonly CrawlView[];
  readonly events: readonly EventFacts[];
  readonly againAfterMs?: number;
}

/** How often a waiting DocSite looks whether it may start, beside being told when a crawl ends. */
const waitingMs = 60_000;
const startingMs = 5000;

/** What to do about one DocSite. Pure: the same world gives the same decision. */
export function decideSite(world: SiteWorld): SiteDecision {
  if ("problem" in world.spec) return decideInvalid(world, world.spec.problem);
  const { spec } = world;
  const triggers = findTriggers(world, spec);
  const active = world.crawls.filter((crawl) => !hasEnded(crawl));
  const due = spec.suspend ? undefined : triggers.due;
  const hindrance = due === undefined ? undefined : findHindrance(world, active);
  const create = hindrance === undefined ? due : undefined;
  const replaced = due?.kind === "Schedule" && spec.concurrencyPolicy === "Replace" ? active : [];
  const status = buildStatus(world, spec, { triggers, create, active, hindrance });
  return {
    status,
    ...(create && { create }),
    remove: [...replaced.filter(({ isDeleting }) => !isDeleting), ...findPastHistory(world, spec)],
    events: describeEvents(triggers, create, replaced),
    ...computeAgain(world, spec, triggers, hindrance, create),
  };
}

function decideInvalid(world: SiteWorld, problem: string): SiteDecision {
  const conditions = mergeAll(world, describeInvalid(problem, findSnapshot(world)));
  const newest = findNewest(world.crawls);
  // A crawl that began before the edit goes on, and may publish.
  const snapshot = findSnapshot(world);
  const lastCrawl = newest === undefined ? closeLast(world) : summarize(newest);
  const crawled = { ...(lastCrawl && { lastCrawl }), ...(snapshot && { snapshot }) };
  return {
    status: { ...pickKept(world), ...crawled, conditions, observedGeneration: world.generation },
    remove: [],
    events: [],
  };
}

/** What a new status takes over from the old one. */
function pickKept({ status }: SiteWorld): DocSiteStatus {
  const { lastScheduleTime, lastHandledCrawlRequest } = status;
  return {
    ...(lastScheduleTime && { lastScheduleTime }),
    ...(lastHandledCrawlRequest && { lastHandledCrawlRequest }),
  };
}

function findHindrance(world: SiteWorld, active: readonly CrawlView[]): Hindrance | undefined {
  if (active.length > 0) return "active";
  if (world.hasLeftoverPods) return explain("WaitingForPods");
  if (world.slot !== "free") return explainSlot(world.slot);
  return world.planProblem;
}

const explain = (reason: Reason) => ({ reason, message: reasons[reason] });

interface Found {
  readonly triggers: Triggers;
  readonly create: Trigger | undefined;
  readonly active: readonly CrawlView[];
  readonly hindrance: Hindrance | undefined;
}

function buildStatus(world: SiteWorld, spec: DocSiteSpec, found: Found): DocSiteStatus {
  const { triggers, create, active, hindrance } = found;
  const newest = findNewest(world.crawls);
  const lastCrawl = newest === undefined ? closeLast(world) : summarize(newest);
  const snapshot = findSnapshot(world);
  // The schedule counts as served by whatever crawl starts now, and by one that came too late.
  const served = create !== undefined || triggers.missed !== undefined || wasServed(world, triggers);
  const lastScheduleTime =
    served && triggers.lastSchedule ? toTimestamp(triggers.lastSchedule) : world.status.lastScheduleTime;
  const handled =
    create === undefined ? wasHandled(world, triggers) : (triggers.request ?? world.status.lastHandledCrawlRequest);
  const failure = newest === undefined ? recallFailure(world.status) : findFailure(newest);
  const facts = { spec, active: active.at(0), newest, failure, snapshot, hindrance, isStarting: create !== undefined };
  return {
    observedGeneration: world.generation,
    conditions: mergeAll(world, describeSite({ ...facts, hasNext: triggers.next !== undefined })),
    ...(lastCrawl && { lastCrawl }),
    ...(lastScheduleTime && { lastScheduleTime }),
    ...(triggers.next && !spec.suspend && { nextCrawlTime: toTimestamp(triggers.next) }),
    ...(handled && { lastHandledCrawlRequest: handled }),
    ...(snapshot && { snapshot }),
    output: findOutput(world, spec),
  };
}

function findOutput({ namespace, name, settings }: SiteWorld, spec: DocSiteSpec): DocSiteStatus["output"] {
  const site = { metadata: { namespace, name }, spec };
  return describeOutput(site, chooseOutput(site, settings.crawls.output));
}

const mergeAll = (world: SiteWorld, findings: Parameters<typeof mergeConditions>[1]) =>
  mergeConditions(world.status.conditions ?? [], findings, world.generation, toTimestamp(world.now));

/** The Crawl of the due time is there, though the status does not say so yet. */
function wasServed(world: SiteWorld, { due, lastSchedule }: Triggers): boolean {
  return (
    lastSchedule !== undefined && due?.kind !== "Schedule" && world.crawls.some((crawl) => isAt(crawl, lastSchedule))
  );
}

const isAt = ({ spec }: CrawlView, time: Date): boolean =>
  spec.plan?.trigger === "Schedule" && spec.plan.scheduledAt === toTimestamp(time);

function wasHandled(world: SiteWorld, { due, request }: Triggers): string | undefined {
  if (request === undefined || due?.kind === "Request") return world.status.lastHandledCrawlRequest;
  return "problem" in world.spec || world.spec.suspend ? world.status.lastHandledCrawlRequest : request;
}

function findNewest(crawls: readonly CrawlView[]): CrawlView | undefined {
  return [...crawls].sort(byAge).at(-1);
}

const byAge = (left: CrawlView, right: CrawlView): number =>
  left.createdAt.localeCompare(right.createdAt) || left.name.localeCompare(right.name);

function summarize({ name, spec, status }: CrawlView): DocSiteStatus["lastCrawl"] {
  return {
    name,
    phase: status.phase ?? "Pending",
    ...(status.startedAt && { startedAt: status.startedAt }),
    ...(status.finishedAt && { finishedAt: status.finishedAt }),
    ...(spec.plan && { siteGeneration: spec.plan.siteGeneration }),
    // The counters of a running crawl change all the time: they are in its own status.
    ...(hasEnded({ status }) && status.pages && { pages: status.pages }),
  };
}

/** A Crawl that somebody deleted before its end never comes to one: nothing else would say that it is over. */
function closeLast({ status: { lastCrawl }, now }: SiteWorld): DocSiteStatus["lastCrawl"] {
  if (lastCrawl === undefined || hasEnded({ status: lastCrawl })) return lastCrawl;
  return { ...lastCrawl, phase: "Failed", finishedAt: toTimestamp(now) };
}

function findSnapshot({ crawls, status }: SiteWorld): DocSiteStatus["snapshot"] {
  const published = crawls.filter((crawl) => crawl.status.phase === "Succeeded" && crawl.status.snapshot !== undefined);
  const [newest] = published
    .map((crawl) => crawl.status.snapshot)
    .sort((a, b) => (b?.id ?? "").localeCompare(a?.id ?? ""));
  return newest !== undefined && newest.id > (status.snapshot?.id ?? "") ? newest : status.snapshot;
}

/** Ended crawls beyond the history, oldest first; never one whose end the status does not tell yet. */
function findPastHistory({ crawls, status }: SiteWorld, { history }: DocSiteSpec): CrawlView[] {
  const ended = crawls.filter((crawl) => hasEnded(crawl) && !crawl.isDeleting && !isUntold(crawl, status));
  const past = (phase: "Succeeded" | "Failed", limit: number) => {
    const those = ended.filter((crawl) => crawl.status.phase === phase).sort(byAge);
    return those.slice(0, Math.max(0, those.length - limit));
  };
  return [...past("Succeeded", history.successful), ...past("Failed", history.failed)];
}

function isUntold({ status: { snapshot } }: CrawlView, status: DocSiteStatus): boolean {
  return snapshot !== undefined && snapshot.id > (status.snapshot?.id ?? "");
}

function describeEvents(
  { missed }: Triggers,
  create: Trigger | undefined,
  replaced: readonly CrawlView[],
): EventFacts[] {
  return [
    ...(create
      ? [
          {
            type: "Normal",
            reason: "Crawling",
            action: "Crawl",
            note: `starts Crawl ${create.crawlName} (${create.kind})`,
          } as const,
        ]
      : []),
    ...(missed
      ? [
          {
            type: "Warning",
            reason: "MissedDeadline",
            action: "Skip",
            note: `the crawl of ${toTimestamp(missed)} is left out: it is past spec.startingDeadlineSeconds`,
          } as const,
        ]
      : []),
    ...replaced
      .filter(({ isDeleting }) => !isDeleting)
      .map(
        ({ name }) =>
          ({
            type: "Normal",
            reason: "Replaced",
            action: "Replace",
            note: `removes Crawl ${name}: a newer one is due`,
          }) as const,
      ),
  ];
}

function computeAgain(
  world: SiteWorld,
  spec: DocSiteSpec,
  { next }: Triggers,
  hindrance: Hindrance | undefined,
  create: Trigger | undefined,
) {
  const waits = hindrance === undefined || hindrance === "active" ? [] : [waitingMs];
  // Whether what was started is there: its event may be all that would have told.
  if (create !== undefined) waits.push(startingMs);
  // A second late, so that the time has come whatever the rounding; at least one, so that nothing spins.
  if (next !== undefined && !spec.suspend) waits.push(Math.max(1000, next.getTime() - world.now.getTime() + 1000));
  return waits.length === 0 ? {} : { againAfterMs: Math.min(...waits) };
}
