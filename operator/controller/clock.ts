/** Time as the runtime sees it: passed in, so that tests need no sleep. */
export interface Clock {
  /** Only ever forward, whatever happens to the wall clock; for intervals. */
  readonly monotonicMs: () => number;
  /** For what people read and what is stored. */
  readonly now: () => Date;
  /** Calls back once; the result takes it back. */
  readonly schedule: (callback: () => void, delayMs: number) => () => void;
}

/** Node's timers overflow beyond 2^31 - 1 ms and fire at once: later ones are set again. */
const maxDelayMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  now: () => new Date(),
  schedule,
};

function schedule(callback: () => void, delayMs: number): () => void {
  let timer = setTimeout(fire, Math.min(delayMs, maxDelayMs));
  let leftMs = delayMs;
  function fire() {
    leftMs -= maxDelayMs;
    if (leftMs <= 0) callback();
    else timer = setTimeout(fire, Math.min(leftMs, maxDelayMs));
  }
  return () => clearTimeout(timer);
}

/** RFC 3339 with whole seconds, as Kubernetes writes times. */
export function toTimestamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

/** With microseconds, as leases and events want them. */
export function toMicroTime(date: Date): string {
  return date.toISOString().replace(/Z$/, "000Z");
}
