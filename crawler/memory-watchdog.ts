const EVERY_MS = 1000;
/** Left for what is under way while the process drains. */
const FULL_SHARE = 0.9;
/** What the system says where nothing bounds the process. */
const UNBOUNDED_BYTES = 2 ** 50;

/** Calls once when the memory that the container may have is nearly used up: to drain is better than to be killed. */
export function watchMemory(onNearlyFull: () => void, limitBytes = process.constrainedMemory()): Disposable {
  const isBounded = limitBytes > 0 && limitBytes < UNBOUNDED_BYTES;
  const timer = setInterval(() => {
    if (!isBounded || process.memoryUsage.rss() < limitBytes * FULL_SHARE) return;
    clearInterval(timer);
    onNearlyFull();
  }, EVERY_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
