import { Element } from "domhandler";
import { expect, test } from "vitest";
import { PLATFORMS, PROFILES } from "./profiles/all-profiles.ts";
import { compileSelectors } from "./simple-selector.ts";

const element = new Element("a", { id: "i", class: "one two", href: "https://x.test/y" });

test.each([
  ["a", true],
  ["b", false],
  [".two", true],
  [".tw", false],
  ["a.one.two", true],
  ["b.one", false],
  ["#i", true],
  ["a#j", false],
  ["[href]", true],
  ["[href^=https]", true],
  ['a[href*="x.test"]', true],
  ["[href$=/y]", true],
  ["[href$=x.test]", false],
  ["[class=one]", false],
])("%s matches: %s", (selector, expected) => {
  expect(compileSelectors([selector])(element)).toBe(expected);
});

test.each(["a b", "a > b", "a, b", "a:hover"])("a selector that is more is refused: %s", (selector) => {
  expect(() => compileSelectors([selector])).toThrow("without combinators");
});

test("every profile can be compiled and has a name of its own", () => {
  for (const profile of [...PROFILES, ...PLATFORMS]) compileSelectors(profile.remove);

  expect(new Set(PROFILES.map((profile) => profile.name)).size).toBe(PROFILES.length);
});
