import { expect, test } from "vitest";
import { parseUsage } from "./measure.ts";

test("user and system time are added, and KiB become millions of bytes", () => {
  expect(parseUsage("12.5 20.25 1.75 250000\n")).toEqual({ wallSeconds: 12.5, cpuSeconds: 22, peakMb: 256 });
});

test.each(["", "1 2 3", "Command terminated by signal 9\n1 2 3 4"])(
  "%j is refused instead of taken for figures",
  (text) => {
    expect(() => parseUsage(text)).toThrow("instead of four numbers");
  },
);
