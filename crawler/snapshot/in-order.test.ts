import { expect, test } from "vitest";
import { inOrder } from "./in-order.ts";

/** As a volume's calls do, the work comes back without a turn of the event loop. */
async function busyFor(ms: number): Promise<void> {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

test("a stop from outside ends the loop although its work never waits for anything", async () => {
  const stop = new AbortController();
  const items = Array.from({ length: 1000 }, (_, index) => index);
  const done: number[] = [];
  setTimeout(() => stop.abort(), 20);

  const loop = async (): Promise<void> => {
    for await (const item of inOrder(items, 8, async (index) => busyFor(5).then(() => index), stop.signal)) {
      done.push(item);
    }
  };

  await expect(loop()).rejects.toThrow("aborted");
  expect(done.length).toBeLessThan(items.length / 2);
  expect(done).toEqual(items.slice(0, done.length));
});
