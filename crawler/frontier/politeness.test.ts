import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyCrawlDelay,
  computePauseMs,
  createPace,
  isGivenUp,
  nextReleaseAtMs,
  noteComplaint,
  noteFailure,
  noteRelease,
  noteRendered,
  noteSuccess,
  noteUse,
  readyForBrowserAtMs,
  renderIntervalMs,
} from "./politeness.ts";

function releaseTimes(pace: ReturnType<typeof createPace>, polls: readonly number[]): number[] {
  const times: number[] = [];
  let nowMs = 0;
  for (const step of polls) {
    nowMs += step;
    const atMs = nextReleaseAtMs(pace);
    if (atMs === undefined || atMs > nowMs) continue;
    noteRelease(pace, nowMs);
    pace.out -= 1;
    times.push(nowMs);
  }
  return times;
}

/** Every permit is used `use` after its release, and answered `answer` after that. */
function useLate(
  pace: ReturnType<typeof createPace>,
  requestsPerSecond: number,
  script: readonly { readonly step: number; readonly use: number; readonly answer: number }[],
): { readonly uses: number[]; readonly windowMs: number } {
  const uses: number[] = [];
  let out: { usedAtMs: number; answeredAtMs: number }[] = [];
  let nowMs = 0;
  for (const { step, use, answer } of script) {
    nowMs += step;
    for (const { usedAtMs, answeredAtMs } of out.filter((one) => one.answeredAtMs <= nowMs)) {
      pace.out -= 1;
      noteUse(pace, nowMs - (answeredAtMs - usedAtMs), nowMs);
    }
    out = out.filter((one) => one.answeredAtMs > nowMs);
    const atMs = nextReleaseAtMs(pace);
    if (atMs === undefined || atMs > nowMs) continue;
    noteRelease(pace, nowMs);
    out.push({ usedAtMs: nowMs + use, answeredAtMs: nowMs + use + answer });
    uses.push(nowMs + use);
  }
  return { uses: uses.sort((a, b) => a - b), windowMs: Math.max(1000, 1000 / requestsPerSecond) };
}

interface Turn {
  readonly step: number;
  readonly use: number;
  readonly answer: number;
  /** Requests that a browser makes after the page's own; undefined: no browser opens it. */
  readonly more: number | undefined;
}

/** As `useLate`, with pages in a browser among them, beside which nothing leaves. */
function useLateAndRender(pace: ReturnType<typeof createPace>, script: readonly Turn[]): number[] {
  const uses: number[] = [];
  let out: { usedAtMs: number; answeredAtMs: number; isRendered: boolean }[] = [];
  let nowMs = 0;
  for (const { step, use, answer, more } of script) {
    nowMs += step;
    for (const { usedAtMs, answeredAtMs, isRendered } of out.filter((one) => one.answeredAtMs <= nowMs)) {
      pace.out -= 1;
      if (isRendered) noteRendered(pace, nowMs);
      else noteUse(pace, nowMs - (answeredAtMs - usedAtMs), nowMs);
    }
    out = out.filter((one) => one.answeredAtMs > nowMs);
    const whens = [nextReleaseAtMs(pace), more === undefined ? 0 : readyForBrowserAtMs(pace)];
    const mayLeave = whens.every((atMs) => atMs !== undefined && atMs <= nowMs);
    if (!mayLeave || out.some(({ isRendered }) => isRendered)) continue;
    noteRelease(pace, nowMs);
    const usedAtMs = nowMs + use;
    const own = Array.from({ length: 1 + (more ?? 0) }, (_, n) => usedAtMs + n * (renderIntervalMs(pace) + n));
    const answeredAtMs = (own.at(-1) ?? usedAtMs) + answer;
    out.push({ usedAtMs, answeredAtMs, isRendered: more !== undefined });
    uses.push(...own);
  }
  return uses.sort((a, b) => a - b);
}

describe("politeness", () => {
  it("never lets more than the limit leave in any second, however late the timers are", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 100, maxLength: 600 }),
        (requestsPerSecond, polls) => {
          const times = releaseTimes(createPace(requestsPerSecond, 8), polls);

          for (const [index, start] of times.entries()) {
            const inSecond = times.slice(index).filter((time) => time < start + 1000).length;
            expect(inSecond).toBeLessThanOrEqual(Math.ceil(requestsPerSecond));
          }
        },
      ),
    );
  });

  it("holds the rate in every second though permits are used late, in bunches, or not at all", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 40, noNaN: true }),
        fc.array(fc.record({ step: fc.nat(120), use: fc.nat(3000), answer: fc.nat(800) }), {
          minLength: 100,
          maxLength: 300,
        }),
        (requestsPerSecond, script) => {
          const { uses, windowMs } = useLate(createPace(requestsPerSecond, 8, true), requestsPerSecond, script);

          for (const [index, start] of uses.entries()) {
            const inWindow = uses.slice(index).filter((time) => time < start + windowMs).length;
            expect(inWindow).toBeLessThanOrEqual(Math.max(1, Math.floor(requestsPerSecond)));
          }
        },
      ),
    );
  });

  it("holds the rate in every second with pages in a browser, whenever their permits are used", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 40, noNaN: true }),
        fc.array(
          fc.record({
            step: fc.nat(300),
            use: fc.nat(3000),
            answer: fc.nat(800),
            more: fc.option(fc.nat(12), { nil: undefined }),
          }),
          { minLength: 100, maxLength: 300 },
        ),
        (requestsPerSecond, script) => {
          const uses = useLateAndRender(createPace(requestsPerSecond, 8, true), script);
          const windowMs = Math.max(1000, 1000 / requestsPerSecond);

          for (const [index, start] of uses.entries()) {
            const inWindow = uses.slice(index).filter((time) => time < start + windowMs).length;
            expect(inWindow).toBeLessThanOrEqual(Math.max(1, Math.floor(requestsPerSecond)));
          }
        },
      ),
    );
  });

  it("lets a host without a limit have as many at once as the concurrency says", () => {
    const pace = createPace(undefined, 3);

    for (let n = 0; n < 3; n++) noteRelease(pace, 1000);

    expect(nextReleaseAtMs(pace)).toBeUndefined();
  });

  it("keeps the slower of the plan's rate and the Crawl-delay", () => {
    const pace = createPace(10, 1);

    applyCrawlDelay(pace, 2);
    applyCrawlDelay(pace, 0.001);

    expect(pace.intervalMs).toBe(2000);
  });

  it("pauses longer with every complaint and forgets them after enough successes", () => {
    const pace = createPace(10, 8);
    const pauses: number[] = [];
    for (let n = 0; n < 8; n++) {
      pauses.push(computePauseMs(pace, "throttled"));
      noteComplaint(pace, "throttled", n, n + computePauseMs(pace, "throttled"));
    }

    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);

    for (let n = 0; n < 40; n++) noteSuccess(pace, 100_000);

    expect(pace.slowdown).toBe(1);
    expect(computePauseMs(pace, "outage")).toBe(1000);
  });

  it("gives a host up only after an outage of two minutes and ten failures", () => {
    const pace = createPace(10, 8);
    noteSuccess(pace, 0);

    for (let n = 0; n < 9; n++) noteFailure(pace, 0);

    expect(isGivenUp(pace, 1_000_000)).toBe(false);
    noteFailure(pace, 1000);
    expect(isGivenUp(pace, 119_999)).toBe(false);
    expect(isGivenUp(pace, 120_000)).toBe(true);
  });
});
