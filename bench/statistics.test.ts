import { array, assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { computeSpread, summarise } from "./statistics.ts";

test("the median of an odd number of values is the one in the middle, of an even number the mean of two", () => {
  expect(computeSpread([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 });
  expect(computeSpread([8, 2, 4, 6])).toEqual({ median: 5, min: 2, max: 8 });
});

test("a spread holds its median between its ends, whatever the order of the values", () => {
  assert(
    property(array(integer({ min: 0, max: 1_000_000 }), { minLength: 1 }), (values) => {
      const spread = computeSpread(values);

      expect(spread).toEqual(computeSpread(values.toReversed()));
      expect(spread.min).toBeLessThanOrEqual(spread.median);
      expect(spread.max).toBeGreaterThanOrEqual(spread.median);
    }),
  );
});

test("figures a page are computed of each run before their median is taken", () => {
  const summary = summarise([
    { pages: 100, wallSeconds: 10, cpuSeconds: 5, peakMb: 200 },
    { pages: 50, wallSeconds: 1, cpuSeconds: 5, peakMb: 300 },
    { pages: 100, wallSeconds: 5, cpuSeconds: 6, peakMb: 250 },
  ]);

  expect(summary.pagesPerSecond).toEqual({ median: 20, min: 10, max: 50 });
  expect(summary.cpuMsPerPage).toEqual({ median: 60, min: 50, max: 100 });
  expect(summary.peakMb).toEqual({ median: 250, min: 200, max: 300 });
});
