import { expect, it } from "vitest";
import { planFor } from "../testing/plan.ts";
import { forgottenAfterMs } from "./permit-lifetime.ts";

it.each([
  ["all permits have run out", {}, 0, 4000],
  ["and the window of the rate is over", { requestsPerSecond: 20 }, 0, 5000],
  ["and the distance of a slow rate", { requestsPerSecond: 0.1 }, 0, 14_000],
  ["and the Crawl-delay, where that is longer", { requestsPerSecond: 20 }, 30_000, 34_000],
])("what was lost can be forgotten once %s", (_, politeness, crawlDelayMs, expected) => {
  const plan = planFor("https://docs.example.org/", { politeness, limits: { requestTimeoutMs: 1000 } });

  expect(forgottenAfterMs(plan, crawlDelayMs)).toBe(expected);
});
