import { alignTable } from "../align-table.ts";
import { computeSpread } from "../statistics.ts";
import type { Judgement, Measured } from "./goals.ts";
import type { CoordinatorRun } from "./pretended-crawl.ts";
import { LATENCY_MS, type ScalingRun } from "./scaling.ts";

export interface DistributedReport extends Measured {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** One-minute load before the first run: what else the machine was doing. */
  readonly loadBefore: number;
  readonly rounds: number;
  readonly goals: readonly Judgement[];
}

export function formatDistributed(report: DistributedReport): string {
  const { date, cpu, cores, node, loadBefore, rounds, goals, scaling, coordinator } = report;
  const busy =
    loadBefore > cores ? "\n**The machine was busy with other work: speeds say little, CPU and memory more.**" : "";
  return `# Benchmark of a crawl over several processes

Written by \`make bench-distributed\`; do not edit.

${date}, ${cpu}, ${cores} cores that all processes share, the NATS server among them, Node ${node}, load before the start ${loadBefore};
${rounds} ${rounds === 1 ? "round" : "rounds"}, the largest crawl once.${busy}

## Goals

${alignTable([["what", "goal", "reached", "met"], ["---", "---", "---:", "---"], ...goals.map(goalRow)]).join("\n")}

## Worker loops

A crawl by the commands themselves, of pages of 5 kB that take ${LATENCY_MS} ms each. The speed is counted at the site, between the
first and the last tenth of the pages. Medians, least and most in brackets; linear is what so many times one loop would do.

${alignTable([["loops", "worker processes", "pages", "pages/s", "of linear"], ["---:", "---:", "---:", "---:", "---:"], ...scalingRows(scaling)]).join("\n")}

## The coordinator

Workers that only pretend answer at once, through a real server; the coordinator journals, stages into a volume and acks as
always. Its speed is from the first answer to the last, its memory the peak of the whole process. Then another coordinator
takes the crawl over: the restart is from the start of its process until it is where the first one was. Of the largest crawl
all URLs are known and in the journal, but only so many answered as fit into some minutes.

${alignTable([["URLs known", "answered", "bytes a page", "results/s", "CPU-ms/result", "peak MB", "restart s", "its peak MB"], ["---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:"], ...coordinator.map(coordinatorRow)]).join("\n")}
`;
}

const START = "<!-- bench-distributed:start (written by make bench-distributed) -->";
const END = "<!-- bench-distributed:end -->";

/** The README with this report's goals between its two marks; throws when they are not there. */
export function replaceDistributedSection(readme: string, report: DistributedReport): string {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`README.md has no "${START}" followed by "${END}"`);
  const { date, loadBefore, cores, goals } = report;
  const busy = loadBefore > cores ? `, **on a machine that was busy** (load ${loadBefore} on ${cores} cores)` : "";
  const rows = [
    ["over several processes", "goal", "reached", "met"],
    ["---", "---", "---:", "---"],
    ...goals.map(goalRow),
  ];
  return `${readme.slice(0, start + START.length)}

Coordinator and workers over NATS ([the method](bench/results/distributed.md)); ${date}${busy}:

${alignTable(rows).join("\n")}

${readme.slice(end)}`;
}

const goalRow = ({ text, bound: { type, value, unit }, reached, met }: Judgement): string[] => [
  text,
  `${type} ${value} ${unit}`,
  `${figure(reached)} ${unit}`,
  met ? "yes" : "**no**",
];

function scalingRows(runs: readonly ScalingRun[]): string[][] {
  const speedOf = (wanted: number) =>
    computeSpread(runs.filter(({ loops }) => loops === wanted).map(({ pagesPerSecond }) => pagesPerSecond));
  const one = speedOf(1).median;
  const kinds = runs.filter(({ loops }, at) => runs.findIndex((run) => run.loops === loops) === at);
  return kinds.map(({ loops, processes, pages }) => {
    const { median, min, max } = speedOf(loops);
    const spread = min === max ? figure(median) : `${figure(median)} (${figure(min)}–${figure(max)})`;
    return [String(loops), String(processes), String(pages), spread, `${figure((100 * median) / (one * loops))} %`];
  });
}

const coordinatorRow = (run: CoordinatorRun): string[] => [
  run.pages.toLocaleString("en-US"),
  run.answers.toLocaleString("en-US"),
  String(run.bytes),
  ...[run.perSecond, run.cpuMsPerResult, run.peakMb, run.restartSeconds, run.restartPeakMb].map(figure),
];

function figure(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
