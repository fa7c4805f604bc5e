import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describePage } from "./describe-page.ts";

/** Rewrite the expected files with UPDATE_EXPECTED=1, then read the difference. */
const folder = join(import.meta.dirname, "testdata");

test.each(readdirSync(folder))("%s is read as expected", (name) => {
  const html = readFileSync(join(folder, name, "source.html"), "utf8");
  const expectedFile = join(folder, name, "expected.md");

  const actual = describePage(html);
  if (process.env["UPDATE_EXPECTED"] === "1") writeFileSync(expectedFile, actual);

  expect(actual).toBe(readFileSync(expectedFile, "utf8"));
});
