import { expect, it, test } from "vitest";
import { StoreError } from "../store/store.ts";
import { waitForStore, type Waiting } from "./wait-for-store.ts";

function observe() {
  const told: (string | undefined)[] = [];
  let pulses = 0;
  const onWaiting = (waiting: Waiting | undefined) => void told.push(waiting?.reason);
  const stop = new AbortController();
  return { told, pulses: () => pulses, stop, wait: { signal: stop.signal, onWaiting, onPulse: () => (pulses += 1) } };
}

it.each(["full", "unreachable"] as const)("waits for a store that is %s, tells of it, and goes on", async (problem) => {
  const { told, pulses, wait } = observe();
  let runs = 0;

  const run = async (): Promise<string> => {
    runs += 1;
    if (runs < 3) throw new StoreError(problem, "/store: mend it");
    return "done";
  };

  expect(await waitForStore(wait, run, 1)).toBe("done");
  expect(told.filter((each) => each !== undefined)).toEqual([`Store-${problem}`, `Store-${problem}`]);
  expect(pulses()).toBe(2);
});

it.each([new StoreError("denied", "/store"), new Error("a bug")])("does not wait after %s", async (problem) => {
  const { told, wait } = observe();

  const run = async (): Promise<void> => {
    throw problem;
  };

  await expect(waitForStore(wait, run, 1)).rejects.toBe(problem);
  expect(told).toEqual([]);
});

test("a run that lasts longer than the pause tells that the wait is over", async () => {
  const { told, wait } = observe();

  await waitForStore(wait, () => new Promise((resolve) => void setTimeout(resolve, 20)), 1);

  expect(told).toEqual([undefined]);
});

test("a stop ends the wait", async () => {
  const { stop, wait } = observe();
  const waiting = waitForStore(wait, () => Promise.reject(new StoreError("full", "/store")), 60_000);

  stop.abort();

  await expect(waiting).rejects.toThrow("abort");
});
