import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseRetryAfter } from "./retry-after.ts";

const NOW_MS = Date.UTC(2024, 0, 1, 12, 0, 0);

test.each([
  ["120", 120_000],
  [" 5 ", 5000],
  ["1.5", 1500],
  ["0", 0],
  ["-7", 0],
  ["999999", 3_600_000],
  ["Mon, 01 Jan 2024 12:01:00 GMT", 60_000],
  ["Monday, 01-Jan-24 12:01:00 GMT", 60_000],
  ["Mon, 01 Jan 2024 11:00:00 GMT", 0],
  ["Tue, 02 Jan 2024 12:00:00 GMT", 3_600_000],
  ["soon", undefined],
  ["2024", 2_024_000],
  ["", undefined],
  [undefined, undefined],
  ["Mon, nonsense", undefined],
])("reads %j as %j ms", (value, expected) => {
  expect(parseRetryAfter(value, NOW_MS)).toBe(expected);
});

test("is always within an hour, whatever the site sends", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const waitMs = parseRetryAfter(value, NOW_MS) ?? 0;
      expect(waitMs >= 0 && waitMs <= 3_600_000).toBe(true);
    }),
  );
});
