import { describe, expect, it } from "vitest";
import { Writes } from "./writes.ts";

describe("writes under way", () => {
  it("let a waiter go on as soon as there are few enough", async () => {
    const writes = new Writes(() => undefined);
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    writes.add(first.promise);
    writes.add(second.promise);
    let isRoom = false;

    const waiting = writes.fewerThan(2).then(() => (isRoom = true));
    await Promise.resolve();
    expect(isRoom).toBe(false);
    second.resolve();
    await waiting;

    expect(writes.underWay).toBe(1);
    first.resolve();
    await writes.end();
  });

  it("all end before the failure of one of them is told, and it is told at once that there is one", async () => {
    let failures = 0;
    const writes = new Writes(() => (failures += 1));
    const slow = Promise.withResolvers<void>();
    writes.add(Promise.reject(new Error("disk full")));
    writes.add(slow.promise);
    let isOver = false;

    const end = writes.end().finally(() => (isOver = true));
    await new Promise(setImmediate);
    expect([failures, isOver]).toEqual([1, false]);
    slow.resolve();

    await expect(end).rejects.toThrow("disk full");
  });
});
