import { alignTable } from "./align-table.ts";
import { CRAWLEE, OURS } from "./contestants.ts";
import type { Report } from "./report.ts";
import type { ContestantResult, ScenarioResult } from "./run-scenario.ts";
import type { Spread } from "./statistics.ts";

const START = "<!-- bench:start (written by make bench) -->";
const END = "<!-- bench:end -->";

/** The README with this report's figures between its two marks; throws when they are not there. */
export function replaceBenchSection(readme: string, report: Report): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new Error(`README.md has no "${START}" followed by "${END}"`);
  return `${readme.slice(0, start + START.length)}\n\n${formatSection(report)}\n${readme.slice(end)}`;
}

function formatSection({ machine, goals, scenarios, rounds }: Report): string {
  const { cpu, cores, node, date } = machine;
  const missed = goals.filter(({ met }) => !met);
  return [
    `${date}, ${cpu}, ${cores} cores, Node ${node}; medians of ${rounds} rounds, least and most in brackets. Crawlee is its`,
    "CheerioCrawler with turndown, the better of two settings. The method and all figures are in",
    "[bench/results/engine.md](bench/results/engine.md).",
    "",
    ...alignTable([
      ["site", "", "pages/s", "CPU-ms/page", "peak MB"],
      ["---", "---", "---:", "---:", "---:"],
      ...scenarios.flatMap(rowsOf),
    ]),
    "",
    ...(missed.length === 0
      ? ["All goals were reached."]
      : [
          "Goals that were not reached:",
          "",
          ...missed.map(
            ({ scenario, text, bound, reached }) =>
              `- ${scenario}: ${text}: ${figure(reached)} ${bound.unit}, goal ${bound.type} ${bound.value}`,
          ),
        ]),
    "",
  ].join("\n");
}

function rowsOf({ title, contestants }: ScenarioResult): string[][] {
  const crawlee = contestants
    .filter(({ name }) => (CRAWLEE as readonly string[]).includes(name))
    .toSorted((a, b) => b.summary.pagesPerSecond.median - a.summary.pagesPerSecond.median)[0];
  const shown = contestants.filter(
    (contestant) => contestant === crawlee || !(CRAWLEE as readonly string[]).includes(contestant.name),
  );
  return shown.map(({ name, summary: { pagesPerSecond, cpuMsPerPage, peakMb } }, at) => [
    at === 0 ? title : "",
    name === OURS ? `**${name}**` : name,
    spread(pagesPerSecond) + comparison(name, pagesPerSecond, crawlee),
    spread(cpuMsPerPage),
    figure(peakMb.max),
  ]);
}

function comparison(name: string, { median }: Spread, crawlee: ContestantResult | undefined): string {
  if (name !== OURS || crawlee === undefined) return "";
  return `, ${(median / crawlee.summary.pagesPerSecond.median).toFixed(1)} × Crawlee`;
}

const spread = ({ median, min, max }: Spread): string => `${figure(median)} (${figure(min)}–${figure(max)})`;

function figure(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
