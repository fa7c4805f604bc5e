import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseDocument } from "./parse-document.ts";
import { writeReference } from "./write-reference.ts";

const folder = join(import.meta.dirname, "testdata");

test.each(readdirSync(folder))("%s reads as its documentation", (name) => {
  const [source = ""] = readdirSync(join(folder, name)).filter((file) => file.startsWith("source."));
  const parsed = parseDocument(readFileSync(join(folder, name, source), "utf8"));
  if (parsed.type !== "document") throw new Error(`${name}: ${parsed.type}`);

  const { markdown } = writeReference(parsed.document, "https://docs.test/api/");

  const file = join(folder, name, "expected.md");
  if (process.env["UPDATE_EXPECTED"] === "1") writeFileSync(file, markdown);
  expect(markdown).toBe(readFileSync(file, "utf8"));
});
