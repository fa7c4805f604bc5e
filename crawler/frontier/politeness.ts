/**
 * How fast one host may be asked: the plan's rate and concurrency, robots.txt's Crawl-delay, and what the host itself
 * says by 429, 503 and Retry-After. Pure; times are epoch ms.
 */
export interface Pace {
  /** Between two requests, by plan and Crawl-delay. */
  intervalMs: number;
  readonly isStrict: boolean;
  readonly maxConcurrency: number;
  /** The interval that no window of time may undercut, without margin; 0 when promptness of the workers sees to it. */
  strictIntervalMs: number;
  /** When requests were seen by the site, at the latest: of the last window, ascending. */
  uses: number[];
  nextAtMs: number;
  pausedUntilMs: number;
  /** Permits that are out. */
  out: number;
  /** 1 at full speed; doubled by each complaint of the host, halved by every run of successes. */
  slowdown: number;
  complaints: number;
  lastComplaintAtMs: number;
  successesInARow: number;
  failuresInARow: number;
  /** Undefined until the host has answered a first request well. */
  lastSuccessAtMs: number | undefined;
  failingSinceMs: number;
}

/** Requests leave evenly, 2 % slower than the limit: so jitter on the way cannot push a second over it at the site. */
const MARGIN = 1.02;
/** A late timer may be made up for by this much, or a fast crawl would lose a timer tick on every request. */
const CATCH_UP_MS = 5;
const MAX_SLOWDOWN = 16;
const SUCCESSES_TO_RECOVER = 10;
/** What a host without a limit is slowed down from. */
const FLOOR_WHEN_SLOWED_MS = 50;
const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;
/** A host that fails without asking for less may only have a few broken pages left: no long wait for those. */
const MAX_OUTAGE_PAUSE_MS = 5000;
/** More than robots.txt may ask for: a typo there must not stop a crawl for days. */
const MAX_CRAWL_DELAY_MS = 60_000;
/** An outage is given this long, and this many tries, before the rest of the host is given up. */
const OUTAGE_MS = 120_000;
const OUTAGE_FAILURES = 10;
/** From so many failures in a row it is the host that is ill, not the page. */
const FAILURES_OF_AN_OUTAGE = 3;

/** `isStrict`: permits are used late or in bunches, so that their even spacing alone would not hold the rate. */
export function createPace(requestsPerSecond: number | undefined, maxConcurrency: number, isStrict = false): Pace {
  const intervalMs = requestsPerSecond === undefined ? 0 : 1000 / requestsPerSecond;
  return {
    intervalMs: intervalMs * MARGIN,
    isStrict,
    strictIntervalMs: isStrict ? intervalMs : 0,
    uses: [],
    maxConcurrency,
    nextAtMs: 0,
    pausedUntilMs: 0,
    out: 0,
    slowdown: 1,
    complaints: 0,
    lastComplaintAtMs: 0,
    successesInARow: 0,
    failuresInARow: 0,
    lastSuccessAtMs: undefined,
    failingSinceMs: 0,
  };
}

/** What is kept of what robots.txt asks for. */
export const crawlDelayMs = (seconds: number): number => Math.min(seconds * 1000, MAX_CRAWL_DELAY_MS);

export function applyCrawlDelay(pace: Pace, seconds: number | undefined): void {
  if (seconds === undefined) return;
  const delayMs = crawlDelayMs(seconds);
  pace.intervalMs = Math.max(pace.intervalMs, delayMs);
  if (pace.isStrict) pace.strictIntervalMs = Math.max(pace.strictIntervalMs, delayMs);
}

/** When the next request may leave, as far as time goes; undefined while all permits are out. */
export function nextReleaseAtMs(pace: Pace): number | undefined {
  if (pace.out >= Math.max(1, Math.floor(pace.maxConcurrency / pace.slowdown))) return undefined;
  const roomAtMs = roomInWindowAtMs(pace);
  return roomAtMs === undefined ? undefined : Math.max(pace.nextAtMs, pace.pausedUntilMs, roomAtMs);
}

/** The length of time that the rate is counted over, and the requests that it may hold. */
function windowOf({ strictIntervalMs }: Pace): { readonly ms: number; readonly most: number } {
  if (strictIntervalMs >= 1000) return { ms: strictIntervalMs, most: 1 };
  return { ms: 1000, most: Math.floor(1000 / strictIntervalMs + 1e-9) };
}

/**
 * From when on one more permit cannot make any window hold too many requests, whenever those that are out are used.
 * Of the requests in a window, look at the last one to get its permit: at that moment each other one was out, or its
 * use was known and not older than the window. So the bound at that moment is a bound on the window.
 */
function roomInWindowAtMs(pace: Pace): number | undefined {
  if (pace.strictIntervalMs === 0) return 0;
  const { ms, most } = windowOf(pace);
  const room = most - pace.out - 1;
  if (room < 0) return undefined;
  const mustLeave = pace.uses.length - room;
  const last = mustLeave > 0 ? pace.uses[mustLeave - 1] : undefined;
  return last === undefined ? 0 : last + ms + 1;
}

/** The site has seen a request, at `usedAtMs` at the latest. */
export function noteUse(pace: Pace, usedAtMs: number, nowMs: number): void {
  if (pace.strictIntervalMs === 0) return;
  const { ms } = windowOf(pace);
  pace.uses = [...pace.uses.filter((atMs) => atMs + ms >= nowMs), usedAtMs].sort((a, b) => a - b);
}

export function noteRelease(pace: Pace, atMs: number): void {
  pace.out += 1;
  pace.nextAtMs = Math.max(pace.nextAtMs, atMs - CATCH_UP_MS) + effectiveIntervalMs(pace);
}

/** Whether requests keep a distance: then nothing else leaves while a browser makes a page's requests. */
export function isSpaced(pace: Pace): boolean {
  return effectiveIntervalMs(pace) > 0;
}

/** Between the requests of a page in a browser: evenly as many as a window may hold. */
export function renderIntervalMs(pace: Pace): number {
  return Math.max(effectiveIntervalMs(pace), spacingMs(pace));
}

/** A window's length over the requests that it may hold; 0 where no window is held. */
function spacingMs(pace: Pace): number {
  if (pace.strictIntervalMs === 0) return 0;
  const { ms, most } = windowOf(pace);
  return ms / most;
}

/**
 * From when on a browser may ask evenly without a window that holds too many requests: the last use is one distance
 * past then, the one before it two, and so on. Undefined while a permit is out: it might be used at the same time.
 */
export function readyForBrowserAtMs(pace: Pace): number | undefined {
  if (pace.strictIntervalMs === 0) return 0;
  if (pace.out > 0) return undefined;
  const distanceMs = spacingMs(pace);
  return Math.max(0, ...pace.uses.toReversed().map((atMs, index) => atMs + (index + 1) * distanceMs + 1));
}

/** A browser has made requests of its own, evenly, the last of them perhaps just now. */
export function noteRendered(pace: Pace, atMs: number): void {
  pace.nextAtMs = Math.max(pace.nextAtMs, atMs + effectiveIntervalMs(pace));
  if (pace.strictIntervalMs === 0) return;
  const { most } = windowOf(pace);
  const distanceMs = spacingMs(pace);
  pace.uses = Array.from({ length: most }, (_, index) => atMs - (most - 1 - index) * distanceMs);
}

export function noteSuccess(pace: Pace, atMs: number): void {
  pace.lastSuccessAtMs = atMs;
  pace.failuresInARow = 0;
  pace.successesInARow += 1;
  if (pace.successesInARow % SUCCESSES_TO_RECOVER !== 0) return;
  pace.slowdown = Math.max(1, pace.slowdown / 2);
  if (pace.slowdown === 1) pace.complaints = 0;
}

export function noteFailure(pace: Pace, atMs: number): void {
  if (pace.failuresInARow === 0) pace.failingSinceMs = atMs;
  pace.failuresInARow += 1;
  pace.successesInARow = 0;
}

export type Complaint = "throttled" | "outage";

/** The host asked for less (429, 503), which slows the crawl down too; or it gives no good answer at all. */
export function noteComplaint(pace: Pace, kind: Complaint, atMs: number, pausedUntilMs: number): void {
  pace.pausedUntilMs = Math.max(pace.pausedUntilMs, pausedUntilMs);
  // Waiting as asked is no failing.
  if (pausedUntilMs - atMs > MAX_PAUSE_MS) pace.failingSinceMs = Math.max(pace.failingSinceMs, pausedUntilMs);
  pace.complaints += 1;
  pace.lastComplaintAtMs = atMs;
  if (kind === "throttled") pace.slowdown = Math.min(MAX_SLOWDOWN, pace.slowdown * 2);
}

/** How long to leave the host alone after a complaint that named no time: 429 or 503, or no good answer at all. */
export function computePauseMs(pace: Pace, kind: Complaint): number {
  const maximumMs = kind === "throttled" ? MAX_PAUSE_MS : MAX_OUTAGE_PAUSE_MS;
  return Math.min(FIRST_PAUSE_MS * 2 ** pace.complaints, maximumMs);
}

/** Answers to requests that left before the host complained are the same complaint. */
export function isNewComplaint(pace: Pace, releasedAtMs: number): boolean {
  return releasedAtMs >= pace.lastComplaintAtMs;
}

export function isInOutage(pace: Pace): boolean {
  return pace.lastSuccessAtMs !== undefined && pace.failuresInARow >= FAILURES_OF_AN_OUTAGE;
}

export function isGivenUp(pace: Pace, nowMs: number): boolean {
  if (pace.lastSuccessAtMs === undefined) return false;
  return pace.failuresInARow >= OUTAGE_FAILURES && nowMs - pace.failingSinceMs >= OUTAGE_MS;
}

function effectiveIntervalMs(pace: Pace): number {
  if (pace.slowdown === 1) return pace.intervalMs;
  return Math.max(pace.intervalMs, FLOOR_WHEN_SLOWED_MS) * pace.slowdown;
}
