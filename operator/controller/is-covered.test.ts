import fc from "fast-check";
import { expect, test } from "vitest";
import { isCovered } from "./is-covered.ts";

test.each([
  ["fields that the server added", { a: 1 }, { a: 1, b: 2 }, true],
  ["a field that is missing", { a: 1, b: 2 }, { a: 1 }, false],
  ["another value", { a: 1 }, { a: 2 }, false],
  ["a list with one more", { a: [1] }, { a: [1, 2] }, false],
  ["an object in a list with more fields", { a: [{ b: 1 }] }, { a: [{ b: 1, c: 2 }] }, true],
  ["a quantity that is written otherwise", { cpu: "1000m" }, { cpu: "1" }, true],
  ["another quantity", { cpu: "1000m" }, { cpu: "2" }, false],
  ["false where the server leaves it out", { a: false }, {}, true],
  ["true where there is nothing", { a: true }, {}, false],
  ["an empty object where the server leaves it out", { a: {} }, {}, true],
])("%s", (_, wanted, actual, expected) => {
  expect(isCovered(wanted, actual)).toBe(expected);
});

test("every value covers itself, whatever is added beside it", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      expect(isCovered(value, value)).toBe(true);
      expect(isCovered(value, { ...value, [`${Object.keys(value).join("")}x`]: 1 })).toBe(true);
    }),
  );
});
