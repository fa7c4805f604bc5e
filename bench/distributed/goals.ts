import { computeSpread } from "../statistics.ts";
import type { CoordinatorRun } from "./pretended-crawl.ts";
import type { ScalingRun } from "./scaling.ts";

export interface Judgement {
  readonly text: string;
  readonly bound: { readonly type: "at least" | "at most"; readonly value: number; readonly unit: string };
  readonly reached: number;
  readonly met: boolean;
}

export interface Measured {
  readonly scaling: readonly ScalingRun[];
  /** Of these, the one with most pages is held against memory and restart. */
  readonly coordinator: readonly CoordinatorRun[];
}

/** What is held against the goals; a goal of which nothing was measured is left out. */
export function judge({ scaling, coordinator }: Measured): readonly Judgement[] {
  const [largest] = coordinator.toSorted((a, b) => b.pages - a.pages);
  const speed = (isMeant: (run: CoordinatorRun) => boolean): number | undefined =>
    medianOf(coordinator.filter(isMeant).map(({ perSecond }) => perSecond));
  const known = `${largest?.pages.toLocaleString("en-US")} URLs`;
  const answered = `${largest?.answers.toLocaleString("en-US")} of them answered`;
  return [
    atLeast("speed of 16 loops against 16 times that of one", 0.9, "times", linearity(scaling)),
    atMost(`most memory of a coordinator that knows ${known}, ${answered}`, 1000, "MB", largest?.peakMb),
    atLeast(
      "results without bodies",
      4000,
      "a second",
      speed(({ bytes }) => bytes === 0),
    ),
    atLeast(
      "results with 20 kB into a volume",
      1500,
      "a second",
      speed(({ bytes }) => bytes > 0),
    ),
    atMost(`restart by replay of ${known}`, 20, "s", largest?.restartSeconds),
  ].filter((judgement) => judgement !== undefined);
}

/** The speed of the most loops over what as many single ones would do. */
function linearity(runs: readonly ScalingRun[]): number | undefined {
  const most = Math.max(...runs.map(({ loops }) => loops));
  const speedOf = (wanted: number): number | undefined =>
    medianOf(runs.filter(({ loops }) => loops === wanted).map(({ pagesPerSecond }) => pagesPerSecond));
  const [one, many] = [speedOf(1), speedOf(most)];
  return one === undefined || many === undefined || most === 1 ? undefined : many / (one * most);
}

const medianOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : computeSpread(values).median;

function atLeast(text: string, value: number, unit: string, reached: number | undefined): Judgement | undefined {
  if (reached === undefined) return undefined;
  return { text, bound: { type: "at least", value, unit }, reached, met: reached >= value };
}

function atMost(text: string, value: number, unit: string, reached: number | undefined): Judgement | undefined {
  if (reached === undefined) return undefined;
  return { text, bound: { type: "at most", value, unit }, reached, met: reached <= value };
}
