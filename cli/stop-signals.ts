import type { StopListener } from "./context.ts";

const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** npm and our launcher pass a signal on that the terminal has sent to us already: two so close are one. */
const sameSignalMs = 400;

/** First signal: `onFirst` and abort. Second one: `onSecond`, which ends the process. */
export function listenForStop(onFirst: () => void, onSecond: () => void): StopListener {
  const controller = new AbortController();
  let firstAtMs: number | undefined;
  const onSignal = (): void => {
    const nowMs = performance.now();
    if (firstAtMs === undefined) {
      firstAtMs = nowMs;
      onFirst();
      controller.abort();
    } else if (nowMs - firstAtMs > sameSignalMs) {
      onSecond();
    }
  };
  for (const signal of stopSignals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const signal of stopSignals) process.off(signal, onSignal);
    },
  };
}
