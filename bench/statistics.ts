import type { Usage } from "./measure.ts";

export interface Run extends Usage {
  readonly pages: number;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The figures of one contestant over all rounds. */
export interface Summary {
  readonly pages: Spread;
  readonly pagesPerSecond: Spread;
  readonly cpuMsPerPage: Spread;
  readonly cpuSeconds: Spread;
  readonly wallSeconds: Spread;
  readonly peakMb: Spread;
}

/** Each figure by itself: the median of pages/s need not be the round of the median of CPU. */
export function summarise(runs: readonly Run[]): Summary {
  const spread = (figure: (run: Run) => number): Spread => computeSpread(runs.map(figure));
  return {
    pages: spread(({ pages }) => pages),
    pagesPerSecond: spread(({ pages, wallSeconds }) => pages / wallSeconds),
    cpuMsPerPage: spread(({ pages, cpuSeconds }) => (cpuSeconds * 1000) / pages),
    cpuSeconds: spread(({ cpuSeconds }) => cpuSeconds),
    wallSeconds: spread(({ wallSeconds }) => wallSeconds),
    peakMb: spread(({ peakMb }) => peakMb),
  };
}

/** The median of an even number of values is the mean of the two in the middle. */
export function computeSpread(values: readonly number[]): Spread {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, min: at(0), max: at(sorted.length - 1) };
}
