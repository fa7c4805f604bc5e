import { expect, test } from "vitest";
import { ScratchFile } from "./scratch-file.ts";

test("what passes through is kept, and read again in ranges and from the start", async () => {
  await using scratch = await ScratchFile.create();
  const written = [Buffer.alloc(300_000, "abc"), Buffer.from("end")];

  const passed: Uint8Array[] = [];
  for await (const piece of scratch.keep(toAsync(written))) passed.push(piece);
  const again: Uint8Array[] = [];
  for await (const piece of scratch.pieces()) again.push(piece);

  const whole = Buffer.concat(written);
  expect(Buffer.concat(passed).equals(whole)).toBe(true);
  expect(Buffer.concat(again).equals(whole)).toBe(true);
  expect(Buffer.from(await scratch.read({ start: 299_999, end: 300_002 })).toString()).toBe("cen");
  expect(Buffer.from(await scratch.read({ start: 300_001, end: 999_999 })).toString()).toBe("nd");
});

async function* toAsync(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
