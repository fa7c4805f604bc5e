import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FakeClock } from "./fake-clock.ts";
import { WorkQueue } from "./work-queue.ts";

function build() {
  const clock = new FakeClock();
  return { clock, queue: new WorkQueue({ clock }) };
}

describe("a work queue", () => {
  test("holds a key once, however often it is added", async () => {
    const { queue } = build();

    for (const key of ["a", "b", "a", "a"]) queue.add(key);

    expect(queue.depth).toBe(2);
    expect([await queue.take(), await queue.take()]).toEqual(["a", "b"]);
  });

  test("gives a key that is added during its work again, after done", async () => {
    const { queue } = build();
    queue.add("a");
    await queue.take();

    queue.add("a");
    expect(queue.depth).toBe(0);
    queue.done("a");

    expect(await queue.take()).toBe("a");
  });

  test("lets edits go before resyncs, also of the same key", async () => {
    const { queue } = build();

    queue.add("a", "resync");
    queue.add("b", "resync");
    queue.add("b", "edit");

    expect([await queue.take(), await queue.take()]).toEqual(["b", "a"]);
  });

  test("lets a resync through now and then, whatever comes in", async () => {
    const { queue } = build();
    queue.add("resync", "resync");
    for (let edit = 0; edit < 20; edit += 1) queue.add(`edit-${edit}`);

    const taken = [];
    while (queue.depth > 0) taken.push(await queue.take());

    expect(taken.indexOf("resync")).toBe(8);
  });

  test("gives an edit that failed again before resyncs", async () => {
    const { queue, clock } = build();
    queue.add("edit");
    await queue.take();

    for (const key of ["a", "b"]) queue.add(key, "resync");
    queue.retry("edit");
    queue.done("edit");
    clock.advance(5);

    expect(await queue.take()).toBe("edit");
  });

  test("pauses longer after each failure, and not after success", () => {
    const { queue, clock } = build();
    const pauses = [0, 1, 2, 3].map(() => {
      queue.retry("a");
      const startMs = clock.monotonicMs();
      clock.advanceUntil(() => queue.depth === 1);
      void queue.take();
      queue.done("a");
      return clock.monotonicMs() - startMs;
    });

    queue.forget("a");
    queue.retry("a");
    clock.advance(5);

    expect(pauses.every((pause, index) => pause >= (5 * 2 ** index) / 2 && pause <= 5 * 2 ** index + 1)).toBe(true);
    expect(queue.depth).toBe(1);
  });

  test("ends its takers when it is closed", async () => {
    const { queue } = build();
    const taken = queue.take();

    queue.close();

    expect(await taken).toBeUndefined();
    expect(await queue.take()).toBeUndefined();
  });
});

const step = fc.record({
  do: fc.constantFrom("add", "retry", "forget", "delay", "advance", "take", "done"),
  key: fc.constantFrom("a", "b", "c"),
  ms: fc.integer({ min: 0, max: 80 }),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

test("whatever happens, no key is worked on twice at a time and none that was added is lost", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { queue, clock } = build();
      const working: string[] = [];
      /** Keys whose last addition no work has begun after. */
      const owed = new Set<string>();
      const take = async () => {
        if (queue.depth === 0) return;
        const taken = (await queue.take()) ?? "";
        expect(working).not.toContain(taken);
        working.push(taken);
        owed.delete(taken);
      };
      const finish = () => {
        const finished = working.shift();
        if (finished !== undefined) queue.done(finished);
      };

      const run: Record<Step["do"], (key: string, ms: number) => unknown> = {
        add: (name) => queue.add(name),
        retry: (name) => queue.retry(name),
        forget: (name) => queue.forget(name),
        delay: (name, ms) => queue.addAfter(name, ms),
        advance: (_, ms) => clock.advance(ms),
        take,
        done: finish,
      };

      for (const each of steps) {
        if (["add", "retry", "delay"].includes(each.do)) owed.add(each.key);
        await run[each.do](each.key, each.ms);
      }
      while (working.length > 0 || queue.depth > 0 || queue.delayedCount > 0) {
        finish();
        clock.advance(600_000);
        await take();
      }

      expect([...owed]).toEqual([]);
    }),
  );
});
