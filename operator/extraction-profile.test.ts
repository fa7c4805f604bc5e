import { expect, test } from "vitest";
import { readExtractionProfile } from "./extraction-profile.ts";

test("a profile is read with what it leaves out", () => {
  expect(readExtractionProfile("name: ours\ncontent: [main]\n")).toEqual({
    profile: { name: "ours", content: ["main"], title: [], remove: [] },
  });
});

test.each([
  ["content: [main]", "name: "],
  ["name: x\ncontents: [main]", "contents"],
  ["name: x\nremove: .y", "remove: "],
  ["name: x\ncodeLanguage: a b", "codeLanguage: must be a language's name such as python"],
  ["name: [", "is no YAML: "],
  ["just words", "the profile: "],
])("what is wrong with %j is told with its field", (text, problem) => {
  const read = readExtractionProfile(text);

  expect("problems" in read ? read.problems.join() : "").toContain(problem);
});
