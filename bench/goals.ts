import { CRAWLEE, OURS, OURS_AGAIN, OVER_NATS } from "./contestants.ts";
import type { ScenarioResult } from "./run-scenario.ts";
import type { ScenarioName } from "./scenarios.ts";
import type { Summary } from "./statistics.ts";

export interface Goal {
  readonly scenario: ScenarioName;
  readonly text: string;
  readonly bound: { readonly type: "at least" | "at most"; readonly value: number; readonly unit: string };
}

export interface Judgement extends Goal {
  readonly reached: number;
  readonly met: boolean;
}

type Figure = (read: Reader) => number | undefined;
type Reader = (scenario: ScenarioName, contestant: string) => Summary | undefined;

/** Holds the medians against the goals; a goal whose scenario did not run is left out. */
export function judge(results: readonly ScenarioResult[]): readonly Judgement[] {
  const read: Reader = (scenario, contestant) =>
    results.find(({ name }) => name === scenario)?.contestants.find(({ name }) => name === contestant)?.summary;
  return goals.flatMap(({ figure, ...goal }) => {
    const reached = figure(read);
    if (reached === undefined) return [];
    const { type, value } = goal.bound;
    return [{ ...goal, reached, met: type === "at least" ? reached >= value : reached <= value }];
  });
}

const goals: readonly (Goal & { readonly figure: Figure })[] = [
  atLeast("docs-1-core", "pages/s against Crawlee", 5, "times", speedAgainstCrawlee("docs-1-core")),
  atLeast("docs-1-core", "pages/s against Crawlee, the higher goal", 6, "times", speedAgainstCrawlee("docs-1-core")),
  atMost("docs-1-core", "CPU a page against Crawlee", 0.25, "times", cpuAgainstCrawlee("docs-1-core")),
  atMost("docs-1-core", "CPU a page", 22, "ms", (read) => read("docs-1-core", OURS)?.cpuMsPerPage.median),
  atMost("docs-1-core", "peak memory", 300, "MB", peakOf("docs-1-core")),
  atLeast("docs-2-cores", "pages/s against one core", 2, "times", speedOfTwoCores),
  atLeast("docs-2-cores", "pages/s against Crawlee", 5, "times", speedAgainstCrawlee("docs-2-cores")),
  atMost("docs-2-cores", "peak memory", 450, "MB", peakOf("docs-2-cores")),
  atLeast("small-pages", "pages/s against Crawlee", 3, "times", speedAgainstCrawlee("small-pages")),
  atMost("many-pages-1-core", "peak memory", 300, "MB", peakOf("many-pages-1-core")),
  atMost("many-pages-2-cores", "peak memory", 450, "MB", peakOf("many-pages-2-cores")),
  atMost("recrawl", "CPU of an unchanged recrawl against the first crawl", 0.1, "times", cpuOfRecrawl),
  atMost("over-nats", "CPU a page over NATS, its server included, against one process", 1.15, "times", cpuOverNats),
];

function atLeast(scenario: ScenarioName, text: string, value: number, unit: string, figure: Figure) {
  return { scenario, text, bound: { type: "at least" as const, value, unit }, figure };
}

function atMost(scenario: ScenarioName, text: string, value: number, unit: string, figure: Figure) {
  return { scenario, text, bound: { type: "at most" as const, value, unit }, figure };
}

/** Against the faster of Crawlee's two settings. */
function speedAgainstCrawlee(scenario: ScenarioName): Figure {
  return (read) => {
    const best = bestOfCrawlee(read, scenario, ({ pagesPerSecond }) => pagesPerSecond.median, Math.max);
    return divide(read(scenario, OURS)?.pagesPerSecond.median, best);
  };
}

/** Against the thriftier of Crawlee's two settings. */
function cpuAgainstCrawlee(scenario: ScenarioName): Figure {
  return (read) => {
    const best = bestOfCrawlee(read, scenario, ({ cpuMsPerPage }) => cpuMsPerPage.median, Math.min);
    return divide(read(scenario, OURS)?.cpuMsPerPage.median, best);
  };
}

function peakOf(scenario: ScenarioName): Figure {
  return (read) => read(scenario, OURS)?.peakMb.max;
}

function speedOfTwoCores(read: Reader): number | undefined {
  const [one, two] = (["docs-1-core", "docs-2-cores"] as const).map((name) => read(name, OURS)?.pagesPerSecond.median);
  return divide(two, one);
}

function cpuOfRecrawl(read: Reader): number | undefined {
  return divide(read("recrawl", OURS_AGAIN)?.cpuSeconds.median, read("recrawl", OURS)?.cpuSeconds.median);
}

function cpuOverNats(read: Reader): number | undefined {
  return divide(read("over-nats", OVER_NATS)?.cpuMsPerPage.median, read("over-nats", OURS)?.cpuMsPerPage.median);
}

function bestOfCrawlee(
  read: Reader,
  scenario: ScenarioName,
  figure: (summary: Summary) => number,
  better: (...values: number[]) => number,
): number | undefined {
  const summaries = CRAWLEE.map((name) => read(scenario, name)).filter((summary) => summary !== undefined);
  return summaries.length === 0 ? undefined : better(...summaries.map(figure));
}

function divide(dividend: number | undefined, divisor: number | undefined): number | undefined {
  return dividend === undefined || divisor === undefined ? undefined : dividend / divisor;
}
