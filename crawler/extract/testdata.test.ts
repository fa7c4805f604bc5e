import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { convertPage } from "../convert/convert-page.ts";
import { extractPage } from "./extract-page.ts";

/** Rewrite the expected files with UPDATE_EXPECTED=1, then read the difference. */
const folder = join(import.meta.dirname, "testdata");

test.each(readdirSync(folder))("%s is read as expected", (name) => {
  const html = readFileSync(join(folder, name, "source.html"), "utf8");
  const expectedFile = join(folder, name, "expected.md");

  const page = extractPage(html, {
    url: "https://docs.test/guide/page",
    scopeHosts: new Set(["docs.test"]),
    extraction: { removeSelectors: [] },
    collectAssets: true,
  });
  const { markdown } = convertPage(page);
  const { metadata, profile, found, missing } = page;
  const head = { profile: profile.name, ...metadata, found: found.map(({ kind, url }) => `${kind} ${url}`), missing };
  const actual = `${JSON.stringify(head, null, 2)}\n\n${markdown}`;
  if (process.env["UPDATE_EXPECTED"] === "1") writeFileSync(expectedFile, actual);

  expect(actual).toBe(readFileSync(expectedFile, "utf8"));
});
