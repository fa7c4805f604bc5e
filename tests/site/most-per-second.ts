import type { TestSite } from "./test-site.ts";

/** Moments at which this process was alive, a millisecond apart where nothing held it up. */
export interface Heartbeat extends Disposable {
  readonly beats: readonly number[];
}

const WINDOW_MS = 1000;
/** A request needs so many turns of the event loop, at most, to be accepted, read and noticed. */
const TURNS = 3;
/** What is known less well than this says little about a second. */
const PRECISION_MS = 100;
const LEAST_MEASURED = 0.75;

export function startHeartbeat(): Heartbeat {
  const beats = [performance.now()];
  const timer = setInterval(() => beats.push(performance.now()), 1);
  return { beats, [Symbol.dispose]: () => clearInterval(timer) };
}

/**
 * Requests that certainly came within one second, at most. What came while the site itself stood still was seen late, and
 * close together: of such a request only the time in which it came is known. Throws when that holds for too many.
 */
export function mostPerSecond({ visits }: Pick<TestSite, "visits">, { beats }: Pick<Heartbeat, "beats">): number {
  const arrivals = visits.map(({ atMs }) => ({ fromMs: lastKnown(beats, atMs), toMs: atMs }));
  const measured = arrivals.filter(({ fromMs, toMs }) => toMs - fromMs <= PRECISION_MS).length;
  if (measured === 0 || measured < arrivals.length * LEAST_MEASURED)
    throw new Error(
      `of ${arrivals.length} requests only ${measured} came while the site was awake: nothing is measured`,
    );
  const within = (startMs: number): number =>
    arrivals.filter(({ fromMs, toMs }) => fromMs >= startMs && toMs < startMs + WINDOW_MS).length;
  return Math.max(...arrivals.map(({ fromMs }) => within(fromMs)));
}

/** The beat after which a request must have come that was seen at that time. */
function lastKnown(beats: readonly number[], atMs: number): number {
  const before = beats.findLastIndex((beat) => beat <= atMs);
  return beats[before - TURNS + 1] ?? -Infinity;
}
