import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { replaceBenchSection } from "./readme-section.ts";
import type { Report } from "./report.ts";

const root = join(import.meta.dirname, "..");

test("the README shows the results that are committed", async () => {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const report = JSON.parse(await readFile(join(root, "bench/results/engine.json"), "utf8")) as Report;

  const rewritten = replaceBenchSection(readme, report);

  expect(rewritten).toBe(readme);
});

test("a README without the marks is refused, so that figures are not lost", () => {
  const report = { machine: {}, goals: [], scenarios: [], rounds: 3 } as unknown as Report;

  expect(() => replaceBenchSection("# DocSynapse\n", report)).toThrow('README.md has no "<!-- bench:start');
});
