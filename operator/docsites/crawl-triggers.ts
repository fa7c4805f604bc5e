import { createHash } from "node:crypto";
import { crawlRequestedAt } from "../kinds.ts";
import type { CrawlPlan } from "../crawl.ts";
import type { DocSiteSpec } from "../docsite.ts";
import { computeOffsetMs, findDueTimes } from "./schedule.ts";
import type { SiteWorld } from "./site-world.ts";

/** A reason to crawl that nobody acted on yet. */
export interface Trigger {
  readonly kind: CrawlPlan["trigger"];
  /** Name of the Crawl that this trigger makes: the same however often it is decided. */
  readonly crawlName: string;
  readonly scheduledAt: Date;
}

export interface Triggers {
  readonly due?: Trigger;
  /** Too late, by spec.startingDeadlineSeconds. */
  readonly missed?: Date;
  readonly next?: Date;
  readonly lastSchedule?: Date;
  readonly request?: string;
}

const maxRequestLength = 253;

/** What asks for a crawl now: the annotation first, then the schedule, then that nothing was ever published. */
export function findTriggers(world: SiteWorld, spec: DocSiteSpec): Triggers {
  const request = shorten(world.annotations[crawlRequestedAt]);
  const scheduled = findScheduled(world, spec);
  const asked = [findRequested(world, request), scheduled.trigger, findFirst(world)];
  const made = new Set(world.crawls.map(({ name }) => name));
  // A Crawl that is there already was made before its trigger could be noted in the status.
  const due = asked.find((trigger) => trigger !== undefined && !made.has(trigger.crawlName));
  return {
    ...(due && { due }),
    ...(scheduled.missed && { missed: scheduled.missed }),
    ...(scheduled.next && { next: scheduled.next }),
    ...(scheduled.last && { lastSchedule: scheduled.last }),
    ...(request !== undefined && { request }),
  };
}

/** By whole characters: half of one would come back from the API server as another, and ask for ever. */
function shorten(request: string | undefined): string | undefined {
  return request === undefined
    ? undefined
    : Array.from(request.slice(0, 2 * maxRequestLength))
        .slice(0, maxRequestLength)
        .join("");
}

function findRequested(world: SiteWorld, request: string | undefined): Trigger | undefined {
  if (request === undefined || request === "" || request === world.status.lastHandledCrawlRequest) return undefined;
  return { kind: "Request", crawlName: nameCrawl(world, `request ${request}`), scheduledAt: world.now };
}

function findScheduled(world: SiteWorld, spec: DocSiteSpec) {
  if (spec.schedule === undefined) return {};
  const { due, isMissed, next } = findDueTimes({
    schedule: spec.schedule,
    timeZone: spec.timeZone,
    since: new Date(world.status.lastScheduleTime ?? world.createdAt),
    now: world.now,
    offsetMs: computeOffsetMs(world.uid, spec.schedule, world.settings.scheduleSpreadMs),
    startingDeadlineSeconds: spec.startingDeadlineSeconds,
  });
  if (due === undefined) return { next };
  if (isMissed) return { next, missed: due, last: due };
  const crawlName = nameCrawl(world, `schedule ${due.toISOString()}`);
  return { next, last: due, trigger: { kind: "Schedule" as const, crawlName, scheduledAt: due } };
}

/** A new DocSite is crawled at once; one whose first crawl failed is crawled again when it was edited. */
function findFirst(world: SiteWorld): Trigger | undefined {
  const tried = world.crawls.map(({ spec }) => spec.plan?.siteGeneration);
  // A Crawl may have published before the status tells of it.
  const isPublished = [world, ...world.crawls].some(({ status }) => status.snapshot !== undefined);
  if (isPublished || world.status.lastCrawl?.siteGeneration === world.generation) return undefined;
  if (tried.includes(world.generation)) return undefined;
  return {
    kind: "First",
    crawlName: nameCrawl(world, `generation ${world.generation}`),
    scheduledAt: world.now,
  };
}

/** Short enough that the names of its Jobs' pods fit 63 characters. */
const maxPrefixLength = 36;

function nameCrawl({ name, uid }: SiteWorld, cause: string): string {
  const digest = createHash("sha256").update(`${uid} ${cause}`).digest("hex").slice(0, 8);
  const prefix = name.slice(0, maxPrefixLength).replace(/[^a-z0-9]+$/, "");
  return `${prefix}-${digest}`;
}
