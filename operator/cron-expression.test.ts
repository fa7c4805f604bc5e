import { expect, test } from "vitest";
import { isCronExpression } from "./cron-expression.ts";

test.each(["0 3 * * *", "*/15 0-6,22 1 jan-mar MON-fri", "@daily", "0 0 1 1 0", "5/10 * * * ?"])(
  "%s is a schedule",
  (text) => {
    expect(isCronExpression(text)).toBe(true);
  },
);

test.each([
  "",
  "* * * *",
  "* * * * * *",
  "60 * * * *",
  "* 24 * * *",
  "* * 0 * *",
  "* * * 13 *",
  "* * * * 7",
  "5-1 * * * *",
  "*/0 * * * *",
  "@often",
  "a * * * *",
])("%j is no schedule", (text) => {
  expect(isCronExpression(text)).toBe(false);
});
