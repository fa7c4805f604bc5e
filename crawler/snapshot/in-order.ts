import { createLoopTurns } from "./loop-turns.ts";

/** Runs `work` on up to `width` items at a time and yields the results in the items' order. */
export async function* inOrder<In, Out>(
  items: Iterable<In> | AsyncIterable<In>,
  width: number,
  work: (item: In) => Promise<Out>,
  signal?: AbortSignal,
): AsyncGenerator<Out> {
  const running: Promise<Out>[] = [];
  const takeTurn = createLoopTurns(signal);
  try {
    for await (const item of items) {
      await takeTurn();
      const task = work(item);
      // It may fail while an earlier one is awaited; its own turn tells of it.
      task.catch(() => undefined);
      running.push(task);
      const first = running.length >= width ? running.shift() : undefined;
      if (first) yield await first;
    }
    for (let first = running.shift(); first; first = running.shift()) yield await first;
  } finally {
    // Whoever stops early must not leave rejections unseen or work under way.
    await Promise.allSettled(running);
  }
}
