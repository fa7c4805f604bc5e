import { computeSpread } from "../statistics.ts";
import type { Load, OperatorRun } from "./run-contestant.ts";

export interface Contest {
  readonly name: string;
  readonly runs: readonly OperatorRun[];
}

export interface Surroundings {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  /** One-minute load before each run: what else the machine was doing. */
  readonly loads: readonly number[];
}

const figures: readonly (readonly [string, (run: OperatorRun) => number])[] = [
  ["all reconciled, s", (run) => run.allSeconds],
  ["CPU for that, s", (run) => run.allCpuSeconds],
  ["the API server's CPU for that, s", (run) => run.allServerCpuSeconds],
  ["requests an object", (run) => run.requestsPerObject],
  ["most memory (RSS), MiB", (run) => run.peakRssMiB],
  ["memory when quiet, MiB", (run) => run.quietRssMiB],
  ["edits beside it, 1/s", (run) => run.editsPerSecond],
  ["edit to status p50, ms", (run) => run.editP50Ms],
  ["edit to status p99, ms", (run) => run.editP99Ms],
  ["CPU for the edits, s", (run) => run.editCpuSeconds],
  ["the API server's CPU for the edits, s", (run) => run.editServerCpuSeconds],
  ["requests an edit", (run) => run.requestsPerEdit],
  ["writes when quiet", (run) => run.quietWrites],
  ["CPU when quiet, s", (run) => run.quietCpuSeconds],
];

/** bench/results/operator.md: medians, least and most in brackets. */
export function formatReport(
  load: Load,
  contests: readonly Contest[],
  { date, cpu, cores, loads }: Surroundings,
): string {
  const rounds = contests[0]?.runs.length ?? 0;
  const rows = figures.map(([title, read]) => [
    title,
    ...contests.map(({ runs }) => {
      const { median, min, max } = computeSpread(runs.map(read));
      return rounds > 1 ? `${format(median)} (${format(min)}–${format(max)})` : format(median);
    }),
  ]);
  return [
    "# The operator beside controllers in Go",
    "",
    `${date}, ${cpu}, ${cores} cores that the API server, etcd and whoever edits share; ${rounds} rounds; one-minute load before each`,
    `run: ${loads.map((each) => each.toFixed(1)).join(", ")}. ${load.objects} objects that need nothing done are there before the controller`,
    `starts; then ${load.editsPerSecond} edits a second for ${load.editSeconds} s, of which one at a time is followed from the edit to its status; then`,
    `${load.quietSeconds} s of quiet. Written by \`make bench-operator\`.`,
    "",
    row(["", ...contests.map(({ name }) => name)]),
    row(["---", ...contests.map(() => "---:")]),
    ...rows.map(row),
    "",
  ].join("\n");
}

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function format(value: number): string {
  if (value >= 100 || Number.isInteger(value)) return value.toFixed(0);
  if (value < 2) return value.toFixed(2);
  return value.toFixed(1);
}
