import * as fc from "fast-check";
import { expect, test } from "vitest";
import { computeEditDistance, findClosestName } from "./closest-name.ts";

const word = fc.string({ maxLength: 12 });

test("distance is zero only for the same text, and the same both ways", () => {
  fc.assert(
    fc.property(word, word, (left, right) => {
      const distance = computeEditDistance(left, right);

      expect(distance === 0).toBe(left === right);
      expect(computeEditDistance(right, left)).toBe(distance);
      expect(distance).toBeLessThanOrEqual(Math.max(left.length, right.length));
    }),
  );
});

test.each([
  ["requestPerSecond", "requestsPerSecond"],
  ["MAXPAGES", "maxPages"],
  ["mxaPages", "maxPages"],
  ["colour", undefined],
])("%s was probably meant as %s", (name, meant) => {
  expect(findClosestName(name, ["requestsPerSecond", "maxPages", "maxDepth"])).toBe(meant);
});
