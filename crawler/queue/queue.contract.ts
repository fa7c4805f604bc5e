import { describe, expect, it } from "vitest";
import type { Queue } from "./queue.ts";

const never = new AbortController().signal;

export interface TestMessage {
  readonly n: number;
  readonly text?: string;
}

/** What every queue must do, whatever carries it. `create` gives an empty queue of its own each time. */
export function describeQueue(name: string, create: () => Promise<Queue<TestMessage>>): void {
  describe(name, () => {
    it("delivers messages in the order in which they were sent", async () => {
      const queue = await create();
      for (const n of [1, 2, 3]) await queue.send({ n });

      const received = [await queue.next(never), await queue.next(never), await queue.next(never)];

      expect(received.map((delivery) => delivery?.message.n)).toEqual([1, 2, 3]);
    });

    it("lets a receiver wait for a message that is sent later", async () => {
      const queue = await create();
      const waiting = queue.next(never);

      await queue.send({ n: 7 });

      expect((await waiting)?.message).toEqual({ n: 7 });
    });

    it("delivers a message to one receiver only", async () => {
      const queue = await create();
      const stop = new AbortController();
      const first = queue.next(stop.signal);
      const second = queue.next(stop.signal);

      await queue.send({ n: 1 });
      const delivered = await Promise.race([first, second]);
      await delivered?.ack();
      stop.abort();

      const both = await Promise.all([first, second]);
      expect(both.filter((delivery) => delivery !== undefined)).toHaveLength(1);
    });

    it("delivers a message that was handed back again, and says so", async () => {
      const queue = await create();
      await queue.send({ n: 1 });
      await queue.send({ n: 2 });

      await (await queue.next(never))?.handBack();

      const both = [await queue.next(never), await queue.next(never)];
      const seen = both.map((delivery) => [delivery?.message.n, delivery?.isRepeated]);
      expect(seen).toContainEqual([1, true]);
      expect(seen).toContainEqual([2, false]);
    });

    it("delivers a large message whole", async () => {
      const queue = await create();
      const text = "x".repeat(3_000_000);

      await queue.send({ n: 1, text });

      expect((await queue.next(never))?.message).toEqual({ n: 1, text });
    });

    it("never delivers an acked message again", async () => {
      const queue = await create();
      await queue.send({ n: 1 });
      const delivery = await queue.next(never);

      await delivery?.ack();
      await delivery?.handBack();

      expect(await queue.next(AbortSignal.timeout(200))).toBeUndefined();
    });

    it("gives up waiting when the signal is aborted, and loses no message by it", async () => {
      const queue = await create();
      const stop = new AbortController();
      const waiting = queue.next(stop.signal);

      stop.abort();
      await queue.send({ n: 5 });

      expect(await waiting).toBeUndefined();
      expect((await queue.next(never))?.message.n).toBe(5);
    });

    it("drops what waits when it is purged", async () => {
      const queue = await create();
      await queue.send({ n: 1 });

      await queue.purge();

      expect(await queue.next(AbortSignal.timeout(200))).toBeUndefined();
    });
  });
}
