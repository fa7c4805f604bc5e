import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { startNats, type NatsServer } from "../../tests/servers/nats.ts";
import type { Plan } from "../contract.ts";
import type { Nats } from "../nats/nats.ts";
import { planFor } from "../testing/plan.ts";
import { BrowserWatch, listenAsBrowser } from "./browser-watch.ts";

let server: NatsServer;
let coordinator: Nats & AsyncDisposable;
let worker: Nats & AsyncDisposable;
let plan: Plan;
let crawls = 0;
let listening: DisposableStack;
const { signal } = new AbortController();

beforeAll(async () => {
  server = await startNats();
  [coordinator, worker] = [await server.connect(), await server.connect()];
}, 900_000);
afterAll(async () => {
  await coordinator[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(() => {
  plan = planFor("https://docs.example.org/", { site: `watch/${++crawls}` });
  listening = new DisposableStack();
});
afterEach(() => listening.dispose());

it("sees a worker with a browser while it listens, and no other crawl's", async () => {
  listening.use(listenAsBrowser(worker, plan));
  await worker.connection.flush();

  expect(await new BrowserWatch(coordinator, plan).isOneThere(signal)).toBe(true);
  const other = planFor("https://docs.example.org/", { site: "watch/other" });
  expect(await new BrowserWatch(coordinator, other).isOneThere(signal)).toBe(false);
});

it("waits a while for the first one", async () => {
  const asked = new BrowserWatch(coordinator, plan).isOneThere(signal);

  listening.use(listenAsBrowser(worker, plan));

  expect(await asked).toBe(true);
});

it("sees at once one that comes after it was given up", async () => {
  const watch = new BrowserWatch(coordinator, plan);
  const before = await watch.isOneThere(signal);

  listening.use(listenAsBrowser(worker, plan));
  await worker.connection.flush();

  expect([before, await watch.isOneThere(signal)]).toEqual([false, true]);
});
