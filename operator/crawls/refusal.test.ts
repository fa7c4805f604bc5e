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

test.each([
  [
    'pods "g-1" is forbidden: [maximum cpu usage per Container is 100m, but limit is 1, minimum memory usage per Pod is 1Gi, but request is 2Mi]',
    "maximum cpu usage per Container is 100m, but limit is 1, minimum memory usage per Pod is 1Gi, but request is 2Mi; change it, or spec.workers.resources",
  ],
  [
    'persistentvolumeclaims "g" is forbidden: maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 10Gi',
    "maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 10Gi; change it, or spec.output.volume.size",
  ],
  [
    'pods "g-1" is forbidden: memory max limit to request ratio per Container is 1, but provided ratio is 2.000000',
    "memory max limit to request ratio per Container is 1, but provided ratio is 2.000000; change it, or spec.workers.resources",
  ],
])("%s is told as a LimitRange's", (message, expected) => {
  const refusal = toRefusal(new ApiError(403, "Forbidden", message), "Pod g-1");

  expect(refusal?.message).toBe(`Pod g-1 is refused: a LimitRange of the namespace says: ${expected}`);
});

test("a used-up quota is named with its figures", () => {
  const refusal = toRefusal(new ApiError(403, "Forbidden", quota), "Job guide-workers");

  expect(refusal?.message).toContain("ResourceQuota team-a");
  expect(refusal?.message).toContain("limited: count/jobs.batch=2");
});
