import { describe, expect, it } from "vitest";
import { judge } from "./goals.ts";
import type { CoordinatorRun } from "./pretended-crawl.ts";
import type { ScalingRun } from "./scaling.ts";

const speedOf = (loops: number, pagesPerSecond: number): ScalingRun => ({
  loops,
  processes: Math.min(loops, 4),
  pages: 80,
  pagesPerSecond,
});

const coordinatorOf = (pages: number, bytes: number, perSecond: number): CoordinatorRun => ({
  pages,
  bytes,
  answers: pages,
  perSecond,
  cpuMsPerResult: 0.2,
  peakMb: pages / 1000,
  restartSeconds: pages / 100_000,
  restartPeakMb: pages / 1000,
});

describe("the goals of a crawl over several processes", () => {
  it("hold the medians of all rounds, and memory and restart of the largest crawl", () => {
    const scaling = [speedOf(1, 4), speedOf(1, 5), speedOf(1, 40), speedOf(16, 72), speedOf(16, 71), speedOf(16, 73)];
    const coordinator = [
      coordinatorOf(1000, 0, 5000),
      coordinatorOf(500, 20_000, 1400),
      coordinatorOf(1_000_000, 0, 4500),
    ];

    const reached = judge({ scaling, coordinator }).map(({ reached: figure, met }) => [figure, met]);

    expect(reached).toEqual([
      [0.9, true],
      [1000, true],
      [4750, true],
      [1400, false],
      [10, true],
    ]);
  });

  it("say nothing of what was not measured", () => {
    expect(judge({ scaling: [], coordinator: [] })).toEqual([]);
    expect(judge({ scaling: [speedOf(1, 5)], coordinator: [] })).toEqual([]);
  });
});
