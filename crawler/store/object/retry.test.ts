import fc from "fast-check";
import { expect, test } from "vitest";
import { computePauseMs, retried } from "./retry.ts";

test("a pause is anywhere up to a bound that doubles, and never longer than twenty seconds", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (failed, random) => {
      const pauseMs = computePauseMs(failed, () => random);

      expect(pauseMs).toBeGreaterThanOrEqual(0);
      expect(pauseMs).toBeLessThanOrEqual(Math.min(20_000, 500 * 2 ** failed));
    }),
  );
  expect(computePauseMs(2, () => 1)).toBe(2000);
  expect(computePauseMs(30, () => 1)).toBe(20_000);
});

test("work is repeated while it may be, and the last error is told", async () => {
  let calls = 0;
  const failing = () => Promise.reject(new Error(`failure ${++calls}`));

  await expect(retried(failing, () => true, 2)).rejects.toThrow("failure 2");
  await expect(retried(failing, () => false, 9)).rejects.toThrow("failure 3");
});
