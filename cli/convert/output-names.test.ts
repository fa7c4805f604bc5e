import { expect, test } from "vitest";
import { nameOutputs } from "./output-names.ts";

const outputs = (files: readonly string[]) => nameOutputs(files).map(({ output }) => output);

test("files go by their own name", () => {
  expect(outputs(["site/a.html", "site/sub/b.HTM", "-", "notes"])).toEqual(["a.md", "b.md", "stdin.md", "notes.md"]);
});

test("folders are kept where names would clash otherwise", () => {
  expect(outputs(["site/a/index.html", "site/b/index.html"])).toEqual(["a/index.md", "b/index.md"]);
});

test.each([
  [["a.html", "a.htm"], "a.html and a.htm would both become a.md"],
  [["a.html", "A.html"], "would both become"],
  [["a.html", "./a.html"], "would both become"],
])("%j is refused", (files, message) => {
  expect(() => nameOutputs(files)).toThrow(message);
});
