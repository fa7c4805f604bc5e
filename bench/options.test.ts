import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";
import { scenarioNames } from "./scenarios.ts";

test("all scenarios run three rounds by default, and one in a quick run", () => {
  expect(parseOptions([])).toEqual({ help: false, quick: false, rounds: 3, scenarios: scenarioNames });
  expect(parseOptions(["--quick"]).rounds).toBe(1);
});

test("a scenario is chosen by the beginning of its name", () => {
  expect(parseOptions(["--scenario", "docs", "--scenario", "recrawl"]).scenarios).toEqual([
    "docs-1-core",
    "docs-2-cores",
    "recrawl",
  ]);
});

test.each([
  [["--rounds", "0"], "--rounds 0: a whole number"],
  [["--rounds", "1.5"], "--rounds 1.5: a whole number"],
  [["--rounds", "many"], "--rounds many: a whole number"],
  [["--scenario", "nonsense"], "--scenario nonsense: there is docs-1-core"],
  [["--unknown"], "Unknown option '--unknown'"],
])("%j is refused", (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});
