import { CRAWLEE } from "./contestants.ts";
import type { Judgement } from "./goals.ts";
import type { Machine } from "./machine.ts";
import type { ContestantResult, ScenarioResult } from "./run-scenario.ts";
import type { Spread } from "./statistics.ts";

export interface Report {
  readonly machine: Machine;
  readonly quick: boolean;
  readonly rounds: number;
  readonly goals: readonly Judgement[];
  readonly scenarios: readonly ScenarioResult[];
}

/** The report as a page: how it was measured, the goals, then a table of each scenario. */
export function formatReport(report: Report): string {
  return [
    "# Engine benchmark",
    "",
    "Written by `make bench`; do not edit.",
    "",
    ...formatMethod(report),
    "",
    "## Goals",
    "",
    "| Scenario | What | Goal | Reached | Met |",
    "| --- | --- | --- | --- | --- |",
    ...report.goals.map(formatGoal),
    ...report.scenarios.flatMap(formatScenario),
    "",
  ].join("\n");
}

function formatMethod({ machine, quick, rounds }: Report): readonly string[] {
  const { cpu, cores, memoryGb, node, nginx, wget, corpus, date, loadBefore } = machine;
  return [
    `${date}, ${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, load before the start ${loadBefore}.`,
    `Sites: ${corpus} and generated ones, served on loopback by nginx ${nginx} (one worker, no gzip, no access log,`,
    `bound to the first core). Peers: Crawlee 3.18.1 (CheerioCrawler) with turndown 7.2.5 and its GFM plug-in, wget ${wget}.`,
    "All leave out Sphinx's generated indexes (genindex, py-modindex, search), which DocSynapse takes for no pages.",
    `Every run is a process of its own, bound to its cores (the last ones), from start to exit, with everything written to disk;`,
    `${rounds} ${rounds === 1 ? "round" : "rounds"}, contestants interleaved. Figures are medians, with least and most in`,
    `brackets; peak memory is held against its goal by the worst round, Crawlee counts with the better of its two settings.`,
    ...(quick ? ["", "**A quick run on small sites: a smoke check, not a measurement.**"] : []),
  ];
}

function formatGoal({ scenario, text, bound, reached, met }: Judgement): string {
  const wanted = `${bound.type} ${bound.value} ${bound.unit}`;
  return `| ${scenario} | ${text} | ${wanted} | ${formatFigure(reached)} ${bound.unit} | ${met ? "yes" : "**no**"} |`;
}

function formatScenario({ name, title, contestants, failures }: ScenarioResult): readonly string[] {
  const best = Math.max(
    ...contestants
      .filter((contestant) => (CRAWLEE as readonly string[]).includes(contestant.name))
      .map(({ summary }) => summary.pagesPerSecond.median),
  );
  const compared = Number.isFinite(best);
  return [
    "",
    `## ${name}: ${title}`,
    "",
    `| | Pages | Wall s | Pages/s | CPU-ms/page | Peak MB |${compared ? " Pages/s against Crawlee |" : ""}`,
    `| --- | ---: | ---: | ---: | ---: | ---: |${compared ? " ---: |" : ""}`,
    ...contestants.map((contestant) => formatContestant(contestant, compared ? best : undefined)),
    ...failures.map((entry) => `\n**${entry.name} failed**, see the messages of the run.`),
  ];
}

function formatContestant({ name, summary }: ContestantResult, crawlee: number | undefined): string {
  const { pages, wallSeconds, pagesPerSecond, cpuMsPerPage, peakMb } = summary;
  const cells = [String(pages.median), ...[wallSeconds, pagesPerSecond, cpuMsPerPage, peakMb].map(formatSpread)];
  if (crawlee !== undefined) cells.push(formatFigure(pagesPerSecond.median / crawlee));
  return `| ${name} | ${cells.join(" | ")} |`;
}

function formatSpread({ median, min, max }: Spread): string {
  return min === max ? formatFigure(median) : `${formatFigure(median)} (${formatFigure(min)}–${formatFigure(max)})`;
}

function formatFigure(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
