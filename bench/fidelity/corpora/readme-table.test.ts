import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CorpusResult } from "./corpus-result.ts";
import { replaceCorporaTable } from "./readme-table.ts";

const root = join(import.meta.dirname, "../../..");

test("the README shows the results that are committed", async () => {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const results = JSON.parse(
    await readFile(join(root, "bench/results/fidelity-corpora.json"), "utf8"),
  ) as CorpusResult[];

  expect(results.length).toBeGreaterThan(0);
  expect(replaceCorporaTable(readme, results)).toBe(readme);
});

test("a README without the marks is refused, so that figures are not lost", () => {
  expect(() => replaceCorporaTable("# DocSynapse\n", [])).toThrow('README.md has no "<!-- corpora:start');
});
