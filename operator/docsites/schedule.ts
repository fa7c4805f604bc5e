import { Cron } from "croner";

export interface ScheduleFacts {
  readonly schedule: string;
  readonly timeZone: string;
  /** The scheduled time that was acted on last, or when the DocSite was made. */
  readonly since: Date;
  readonly now: Date;
  /** How late this DocSite starts always, so that not all start together. */
  readonly offsetMs: number;
  readonly startingDeadlineSeconds?: number | undefined;
}

export interface DueTimes {
  /** The newest scheduled time that nobody acted on. Older ones are not caught up: one crawl is enough. */
  readonly due?: Date;
  /** It is too late for `due`. */
  readonly isMissed: boolean;
  readonly next?: Date;
}

/**
 * What the schedule asks for now. In the hour that a change to summer time leaves out a crawl runs right after it; in
 * the hour that comes twice it runs once.
 */
export function findDueTimes({
  schedule,
  timeZone,
  since,
  now,
  offsetMs,
  startingDeadlineSeconds,
}: ScheduleFacts): DueTimes {
  const atMs = now.getTime() - offsetMs;
  const { lastMs, nextMs } = findRunsAround(schedule, timeZone, atMs);
  // A time that is reached within this second is due.
  const newestMs = nextMs < atMs + 1000 ? nextMs : lastMs;
  const next = Number.isFinite(nextMs) ? { next: new Date(nextMs + offsetMs) } : {};
  if (newestMs <= since.getTime()) return { isMissed: false, ...next };
  const isMissed = atMs - newestMs > (startingDeadlineSeconds ?? Infinity) * 1000;
  return { due: new Date(newestMs), isMissed, ...next };
}

/** The last run at or before a time and the first after it; infinite where there is none. */
interface RunsAround {
  readonly lastMs: number;
  readonly nextMs: number;
}

/** By schedule and time zone: between two runs the answer stays the same, and time zones make it dear. */
const knownRuns = new Map<string, RunsAround>();
const maxKnownRuns = 10_000;

function findRunsAround(schedule: string, timeZone: string, atMs: number): RunsAround {
  const key = `${timeZone} ${schedule}`;
  const known = knownRuns.get(key);
  if (known !== undefined && known.lastMs <= atMs && atMs < known.nextMs) return known;
  const cron = new Cron(normalize(schedule), { timezone: timeZone, paused: true, mode: "5-part", sloppyRanges: true });
  // Runs are at whole seconds: what is before the second's end is at or before the time.
  const [last] = cron.previousRuns(1, new Date(Math.floor(atMs / 1000) * 1000 + 1000));
  const runs = {
    lastMs: last?.getTime() ?? -Infinity,
    nextMs: cron.nextRun(new Date(atMs))?.getTime() ?? Infinity,
  };
  if (knownRuns.size >= maxKnownRuns) knownRuns.clear();
  knownRuns.set(key, runs);
  return runs;
}

const macros: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/** As croner reads it what a CronJob means: `?` is any value, and a step may leave the field. */
function normalize(schedule: string): string {
  const text = schedule.trim().toLowerCase();
  const fields = text.replaceAll("?", "*").split(/ +/);
  return macros[text] ?? fields.map(withoutVainSteps).join(" ");
}

/** Lowest value of each field, and how many there are. */
const ranges = [
  [0, 60],
  [0, 24],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

/** A step as long as the field leaves the first value alone; croner throws at one that is longer. */
function withoutVainSteps(field: string, index: number): string {
  const [lowest, size] = ranges[index] ?? [0, Infinity];
  return field
    .split(",")
    .map((part) => {
      const [values = "", step = "1"] = part.split("/");
      if (Number(step) < size) return part;
      return values === "*" ? String(lowest) : values.replace(/-.*/, "");
    })
    .join(",");
}

/** A share of the spread that is this object's own, but at most a tenth of the time between two runs. */
export function computeOffsetMs(uid: string, schedule: string, spreadMs: number): number {
  const bound = Math.min(spreadMs, findPeriodMs(schedule) / 10);
  return bound < 1 ? 0 : hash(uid) % Math.floor(bound);
}

const knownPeriods = new Map<string, number>();

function findPeriodMs(schedule: string): number {
  const known = knownPeriods.get(schedule);
  if (known !== undefined) return known;
  const cron = new Cron(normalize(schedule), { timezone: "Etc/UTC", paused: true, mode: "5-part", sloppyRanges: true });
  const [first, second] = cron.nextRuns(2, new Date(Date.UTC(2026, 0, 1)));
  const periodMs = first === undefined || second === undefined ? Infinity : second.getTime() - first.getTime();
  if (knownPeriods.size >= maxKnownRuns) knownPeriods.clear();
  knownPeriods.set(schedule, periodMs);
  return periodMs;
}

/** FNV-1a: spreads well and is the same in every process. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}
