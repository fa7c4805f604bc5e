import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { CrawlerMetrics } from "../crawler/metrics.ts";
import { Metrics } from "../operator/controller/metrics.ts";
import { WorkQueue } from "../operator/controller/work-queue.ts";
import { find, render } from "./chart/render.ts";
import { installPromtool } from "./cluster/install-promtool.ts";

/** Node's and the process's own, which every process has. */
const OF_ANY_PROCESS = /^(process|nodejs)_/;

/** Every metric with a value in it, as after a while of work. */
function buildCrawler(): Registry {
  const metrics = new CrawlerMetrics();
  metrics.collectProcess();
  const common = { release: 1, url: "https://a.example/", transferredBytes: 10, elapsedMs: 5, sinceSentMs: 5 };
  metrics.count({ ...common, outcome: { type: "unchanged", validators: {} } });
  metrics.setPages({ discovered: 2, stored: 1, unchanged: 0, skipped: 0, failed: 1 });
  metrics.finishedPages.inc({ bucket: "stored" });
  return metrics.registry;
}

function buildOperator(): Registry {
  const metrics = new Metrics();
  metrics.collectProcess();
  metrics.watchQueue("docsite", () => new WorkQueue());
  metrics.watchSilence("DocSite", () => 5);
  const observer = metrics.observeQueue("docsite");
  observer.added(1);
  observer.taken(5, 0);
  observer.retried();
  metrics.started("docsite", 8);
  metrics.reconciling("docsite");
  metrics.reconciled("docsite", "error", 5);
  metrics.stalled("docsite");
  metrics.setLeader("docsynapse-operator", true);
  metrics.requested("GET", "10.0.0.1:443", 200);
  metrics.watchProblem("DocSite", "watch");
  return metrics.registry;
}

const processes = [
  ["crawler", buildCrawler()],
  ["operator", buildOperator()],
] as const;

const promtool = (args: readonly string[], input?: string) =>
  spawnSync(installPromtool(), args, { encoding: "utf8", ...(input === undefined ? {} : { input }) });

describe("metrics", () => {
  it.each(processes)("of the %s pass promtool's check", async (_, registry) => {
    const known: readonly (string | RegExp)[] = [
      // prom-client's own, and controller-runtime's: both are named so everywhere.
      /^nodejs_/,
      /^process_/,
      /^workqueue_/,
      /^controller_runtime_/,
    ];

    const { status, stdout, stderr } = promtool(["check", "metrics"], await registry.metrics());

    const complaints = (stdout + stderr).split("\n").filter(Boolean);
    // 1: it cannot read them; 3: it would name them otherwise.
    expect([0, 3], complaints.join("\n")).toContain(status);
    expect(complaints.filter((line) => !known.some((pattern) => line.search(pattern) === 0))).toEqual([]);
  });

  it("are those that the documentation lists, each with its process", async () => {
    const text = readFileSync(resolve(import.meta.dirname, "../docs/observability.md"), "utf8");
    const table = [...text.matchAll(/^\| `([a-z_]+)`\s*\| (worker|coordinator|both|operator)\s*\|/gm)];
    const listed = (...roles: string[]) =>
      table.filter(([, , role = ""]) => roles.includes(role)).map(([, name = ""]) => name);

    const [crawler, operator] = await Promise.all(
      processes.map(async ([, registry]) => {
        const names = (await registry.getMetricsAsJSON()).map(({ name }) => name);
        return new Set(names.filter((name) => !OF_ANY_PROCESS.test(name)));
      }),
    );

    expect(new Set(listed("worker", "coordinator", "both"))).toEqual(crawler);
    expect(new Set(listed("operator"))).toEqual(operator);
  });

  it("are of the names that dashboards made for controller-runtime look for", async () => {
    const text = await buildOperator().metrics();

    for (const name of [
      "controller_runtime_reconcile_total",
      "controller_runtime_reconcile_errors_total",
      "controller_runtime_reconcile_time_seconds_bucket",
      "workqueue_depth",
      "workqueue_adds_total",
      "workqueue_queue_duration_seconds_bucket",
      "workqueue_work_duration_seconds_bucket",
      "rest_client_requests_total",
      "leader_election_master_status",
    ]) {
      expect(text).toMatch(new RegExp(`^${name}\\{[^}]+\\} [0-9.e-]+$`, "m"));
    }
  });

  it("are asked for by alerts that promtool takes", async () => {
    const folder = await mkdtemp(join(tmpdir(), "rules-"));
    try {
      const { spec } = find(render({ "metrics.prometheusRule.enabled": "true" }), "PrometheusRule");
      await writeFile(join(folder, "rules.yaml"), stringify(spec));

      const { status, stdout, stderr } = promtool(["check", "rules", join(folder, "rules.yaml")]);

      expect(stdout + stderr).toContain("SUCCESS");
      expect(status).toBe(0);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
