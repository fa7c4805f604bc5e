import { pino } from "pino";
import { expect, test } from "vitest";
import { until } from "../../tests/cluster/until.ts";
import { Controller, type ControllerOptions } from "./controller.ts";
import { startHealthServer } from "./health-server.ts";
import { Metrics } from "./metrics.ts";

function build(reconcile: ControllerOptions["reconcile"], options: Partial<ControllerOptions> = {}) {
  const metrics = new Metrics();
  const log = pino({ level: "silent" });
  const controller = new Controller({
    name: "test",
    concurrency: 2,
    reconcile,
    mayWrite: () => true,
    log,
    metrics,
    ...options,
  });
  const stop = new AbortController();
  return { controller, metrics, stop, ended: controller.run(stop.signal) };
}

test("what fails is tried again, and what succeeds is left alone", async () => {
  const seen: string[] = [];
  const { controller, metrics, stop, ended } = build(async (key) => {
    seen.push(key);
    if (key === "bad" && seen.filter((each) => each === key).length < 4) throw new Error("not yet");
    return await Promise.resolve({});
  });

  for (const key of ["good", "bad"]) controller.enqueue(key);
  await until("four tries", () => seen.filter((key) => key === "bad").length === 4);
  stop.abort();
  await ended;

  expect(seen.filter((key) => key === "good")).toHaveLength(1);
  const text = await metrics.registry.metrics();
  expect(text).toContain('controller_runtime_reconcile_total{controller="test",result="error"} 3');
  expect(text).toContain('controller_runtime_reconcile_total{controller="test",result="success"} 2');
  expect(text).toContain('workqueue_retries_total{name="test",controller="test"} 3');
});

test("what stalls is counted as that, and not tried again", async () => {
  let count = 0;
  const { controller, metrics, stop, ended } = build(async () => {
    count += 1;
    return await Promise.resolve({ isStalled: true });
  });

  controller.enqueue("wrong");
  await until("the reconcile", () => count === 1);
  stop.abort();
  await ended;

  const text = await metrics.registry.metrics();
  expect(text).toContain('controller_runtime_terminal_reconcile_errors_total{controller="test"} 1');
  expect(text).not.toContain('workqueue_retries_total{name="test"');
});

test("a stop lets what is under way finish", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let finished = 0;
  const { controller, stop, ended } = build(async () => {
    await promise;
    finished += 1;
    return {};
  });
  controller.enqueue("a");
  await until("the work", () => !controller.isStuck);

  stop.abort();
  resolve();
  await ended;

  expect(finished).toBe(1);
});

test("nothing is reconciled while the lease is late, and nothing is forgotten", async () => {
  let mayWrite = false;
  const reconciled: string[] = [];
  const reconcile = async (key: string) => await Promise.resolve({ isStalled: reconciled.push(key) === 0 });
  const { controller, stop, ended } = build(reconcile, { mayWrite: () => mayWrite });

  controller.enqueue("a");
  await new Promise((resolve) => setTimeout(resolve, 50));
  const whileLate = [...reconciled];
  mayWrite = true;
  await until("the key", () => reconciled.length > 0);
  stop.abort();
  await ended;

  expect(whileLate).toEqual([]);
  expect(reconciled).toEqual(["a"]);
});

test("health tells which check failed and why", async () => {
  const metrics = new Metrics();
  const ready = { sync: () => "DocSite is not listed yet", lease: () => undefined };
  const server = await startHealthServer({ host: "127.0.0.1", port: 0, live: {}, ready, metrics });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  const answers = await Promise.all(
    ["livez", "readyz", "metrics"].map((path) => fetch(`http://127.0.0.1:${port}/${path}`)),
  );
  const [live, notReady, figures] = await Promise.all(answers.map((answer) => answer.text()));
  server.closeAllConnections();
  server.close();

  expect(answers.map(({ status }) => status)).toEqual([200, 500, 200]);
  expect(live).toBe("ok\n");
  expect(notReady).toBe("[-]sync: DocSite is not listed yet\n[+]lease ok\nfailed\n");
  expect(figures).toContain("leader_election_master_status");
});
