import { expect, test } from "vitest";
import { CRAWLEE, OURS, OURS_AGAIN } from "./contestants.ts";
import { judge } from "./goals.ts";
import type { ScenarioResult } from "./run-scenario.ts";
import { summarise, type Run } from "./statistics.ts";

const run = (wallSeconds: number, cpuSeconds: number, peakMb: number): Run => ({
  pages: 100,
  wallSeconds,
  cpuSeconds,
  peakMb,
});

function result(name: string, runs: Readonly<Record<string, readonly Run[]>>): ScenarioResult {
  const contestants = Object.entries(runs).map(([contestant, done]) => ({
    name: contestant,
    runs: done,
    summary: summarise(done),
  }));
  return { name, title: name, contestants, failures: [] };
}

test("the better of Crawlee's two settings counts, for speed and for CPU by itself", () => {
  const judged = judge([
    result("docs-1-core", {
      [OURS]: [run(1, 1, 100)],
      [CRAWLEE[0]]: [run(4, 8, 900)],
      [CRAWLEE[1]]: [run(8, 4, 900)],
    }),
  ]);

  expect(judged.find(({ text }) => text === "pages/s against Crawlee")).toMatchObject({ reached: 4, met: false });
  expect(judged.find(({ text }) => text === "CPU a page against Crawlee")).toMatchObject({ reached: 0.25, met: true });
});

test("peak memory is held against its goal by the worst round", () => {
  const judged = judge([result("many-pages-1-core", { [OURS]: [run(1, 1, 200), run(1, 1, 200), run(1, 1, 301)] })]);

  expect(judged).toMatchObject([{ scenario: "many-pages-1-core", reached: 301, met: false }]);
});

test("a recrawl is compared by its CPU", () => {
  const judged = judge([result("recrawl", { [OURS]: [run(10, 20, 100)], [OURS_AGAIN]: [run(9, 2, 100)] })]);

  expect(judged).toMatchObject([{ scenario: "recrawl", reached: 0.1, met: true }]);
});

test("goals of scenarios that did not run, or of a contestant that failed, are left out", () => {
  expect(judge([])).toEqual([]);
  expect(judge([result("small-pages", { [OURS]: [run(1, 1, 100)] })])).toEqual([]);
});
