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
  const cron = new Cron(normalize(schedule), { timezone: timeZone, paused: true, mode: "5-part", sloppyRanges: true });
  // One second on: a time that is reached this very moment is due.
  const shifted = new Date(now.getTime() - offsetMs + 1000);
  const last = findLast(cron, since, shifted);
  const next = cron.nextRun(new Date(now.getTime() - offsetMs));
  const times = next === null ? {} : { next: new Date(next.getTime() + offsetMs) };
  if (last === undefined) return { isMissed: false, ...times };
  const lateMs = now.getTime() - offsetMs - last.getTime();
  return { due: last, isMissed: lateMs > (startingDeadlineSeconds ?? Infinity) * 1000, ...times };
}

function findLast(cron: Cron, since: Date, before: Date): Date | undefined {
  const [last] = cron.previousRuns(1, before);
  return last !== undefined && last.getTime() > since.getTime() && last.getTime() < before.getTime() ? last : undefined;
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

/** As croner reads it what a CronJob means: `?` is any value. */
function normalize(schedule: string): string {
  const text = schedule.trim().toLowerCase();
  return macros[text] ?? text.replaceAll("?", "*");
}

/** A share of the spread that is this object's own, but at most a tenth of the time between two runs. */
export function computeOffsetMs(uid: string, schedule: string, spreadMs: number): number {
  const cron = new Cron(normalize(schedule), { timezone: "Etc/UTC", paused: true, mode: "5-part", sloppyRanges: true });
  const [first, second] = cron.nextRuns(2, new Date(Date.UTC(2026, 0, 1)));
  const periodMs = first === undefined || second === undefined ? spreadMs * 10 : second.getTime() - first.getTime();
  const bound = Math.min(spreadMs, periodMs / 10);
  return bound < 1 ? 0 : hash(uid) % Math.floor(bound);
}

/** FNV-1a: spreads well and is the same in every process. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}
