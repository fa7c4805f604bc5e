import * as fc from "fast-check";
import { expect, test } from "vitest";
import { PieceJoiner } from "./piece-joiner.ts";

test("passes all bytes on in their order", () => {
  const sizes = fc.array(fc.oneof(fc.nat(5), fc.nat(3000), fc.constant(1024), fc.constant(1023)), { maxLength: 100 });
  fc.assert(
    fc.property(sizes, (lengths) => {
      const pieces = lengths.map((length, at) => Buffer.alloc(length, at));
      const passed: Buffer[] = [];

      const joiner = new PieceJoiner((piece) => passed.push(piece));
      for (const piece of pieces) joiner.add(piece);
      joiner.flush();

      expect(Buffer.concat(passed).equals(Buffer.concat(pieces))).toBe(true);
    }),
  );
});

test("makes few pieces of many tiny ones", () => {
  const passed: Buffer[] = [];
  const joiner = new PieceJoiner((piece) => passed.push(piece));

  for (let count = 0; count < 100_000; count += 1) joiner.add(Buffer.from("x"));
  joiner.flush();

  expect(passed.length).toBeLessThan(10);
});
