import { expect, test } from "vitest";
import { ApiError } from "../controller/api-error.ts";
import { toRefusal } from "./refusal.ts";

const quota =
  'jobs.batch "guide-workers" is forbidden: exceeded quota: team-a, requested: count/jobs.batch=1, ' +
  "used: count/jobs.batch=2, limited: count/jobs.batch=2";

test.each<[string, number, string, object]>([
  ["a quota", 403, quota, { reason: "QuotaExceeded", isFinal: false }],
  ["a policy", 403, 'admission webhook "x" denied the request', { reason: "CreationRefused", isFinal: false }],
  [
    "its own contradictions",
    422,
    "Job is invalid: requests above limits",
    { reason: "CreationRefused", isFinal: true },
  ],
])("an object refused for %s", (_, status, message, expected) => {
  const refusal = toRefusal(new ApiError(status, "Forbidden", message), "Job guide-workers");

  expect(refusal).toMatchObject(expected);
});

test.each([
  ["a namespace on its way out", 403, "unable to create: it is being terminated"],
  ["an overload", 429, "too many requests"],
  ["a conflict", 409, "exists"],
])("%s is no refusal that anybody could mend", (_, status, message) => {
  expect(toRefusal(new ApiError(status, "Forbidden", message), "Job guide-workers")).toBeUndefined();
});

test("a used-up quota is named with its figures", () => {
  const refusal = toRefusal(new ApiError(403, "Forbidden", quota), "Job guide-workers");

  expect(refusal?.message).toContain("ResourceQuota team-a");
  expect(refusal?.message).toContain("limited: count/jobs.batch=2");
});
