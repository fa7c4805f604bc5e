import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { formatProfile, summariseProfiles, type CpuProfile } from "./self-time.ts";

const file = (path: string): string => pathToFileURL(resolve(import.meta.dirname, "..", path)).href;

const thread: CpuProfile = {
  nodes: [
    { id: 1, callFrame: { functionName: "(idle)", url: "", lineNumber: -1 } },
    { id: 2, callFrame: { functionName: "parse", url: file("node_modules/some-parser/index.js"), lineNumber: 9 } },
    { id: 3, callFrame: { functionName: "", url: file("crawler/read.ts"), lineNumber: 0 } },
    { id: 4, callFrame: { functionName: "parse", url: file("node_modules/some-parser/index.js"), lineNumber: 9 } },
  ],
  samples: [1, 2, 2, 3, 4],
  timeDeltas: [5000, 1000, 2000, 500, 4000],
};

test("self time is summed over call paths and threads, most first, without idle time", () => {
  const summary = summariseProfiles([thread, thread]);

  expect(summary.threads).toEqual([
    { busyMs: 7.5, idleMs: 5 },
    { busyMs: 7.5, idleMs: 5 },
  ]);
  expect(summary.functions).toEqual([
    { name: "parse some-parser/index.js:10", ms: 14 },
    { name: "(anonymous) crawler/read.ts:1", ms: 1 },
  ]);
  expect(summary.files).toEqual([
    { name: "some-parser/index.js", ms: 14 },
    { name: "crawler/read.ts", ms: 1 },
  ]);
});

test("the printed list is cut at the asked number", () => {
  const text = formatProfile(summariseProfiles([thread]), 1);

  expect(text).toContain("7 ms  93.3 %  parse some-parser/index.js:10");
  expect(text).not.toContain("(anonymous)");
});
