import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { QueueObserver, WorkQueue } from "./work-queue.ts";

/** controller-runtime's own buckets, so that its dashboards read ours. */
const reconcileBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2,
  2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];
const queueBuckets = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000];

export type ReconcileResult = "success" | "requeue_after" | "error";

/** The runtime's figures, named as controller-runtime and client-go name them. */
export class Metrics {
  readonly registry = new Registry();
  readonly #registers = { registers: [this.registry] };
  readonly #reconciles = new Counter({
    name: "controller_runtime_reconcile_total",
    help: "Total number of reconciliations per controller",
    labelNames: ["controller", "result"],
    ...this.#registers,
  });
  readonly #errors = new Counter({
    name: "controller_runtime_reconcile_errors_total",
    help: "Total number of reconciliation errors per controller",
    labelNames: ["controller"],
    ...this.#registers,
  });
  readonly #terminalErrors = new Counter({
    name: "controller_runtime_terminal_reconcile_errors_total",
    help: "Total number of terminal reconciliation errors per controller",
    labelNames: ["controller"],
    ...this.#registers,
  });
  readonly #times = new Histogram({
    name: "controller_runtime_reconcile_time_seconds",
    help: "Length of time per reconciliation per controller",
    labelNames: ["controller"],
    buckets: reconcileBuckets,
    ...this.#registers,
  });
  readonly #maxConcurrent = new Gauge({
    name: "controller_runtime_max_concurrent_reconciles",
    help: "Maximum number of concurrent reconciles per controller",
    labelNames: ["controller"],
    ...this.#registers,
  });
  readonly #active = new Gauge({
    name: "controller_runtime_active_workers",
    help: "Number of currently used workers per controller",
    labelNames: ["controller"],
    ...this.#registers,
  });
  readonly #depth = new Gauge({
    name: "workqueue_depth",
    help: "Current depth of workqueue",
    labelNames: ["name", "controller"],
    ...this.#registers,
  });
  readonly #adds = new Counter({
    name: "workqueue_adds_total",
    help: "Total number of adds handled by workqueue",
    labelNames: ["name", "controller"],
    ...this.#registers,
  });
  readonly #retries = new Counter({
    name: "workqueue_retries_total",
    help: "Total number of retries handled by workqueue",
    labelNames: ["name", "controller"],
    ...this.#registers,
  });
  readonly #waits = new Histogram({
    name: "workqueue_queue_duration_seconds",
    help: "How long in seconds an item stays in workqueue before being requested",
    labelNames: ["name", "controller"],
    buckets: queueBuckets,
    ...this.#registers,
  });
  readonly #works = new Histogram({
    name: "workqueue_work_duration_seconds",
    help: "How long in seconds processing an item from workqueue takes",
    labelNames: ["name", "controller"],
    buckets: queueBuckets,
    ...this.#registers,
  });
  readonly #leader = new Gauge({
    name: "leader_election_master_status",
    help: "1 while this process is the leader",
    labelNames: ["name"],
    ...this.#registers,
  });
  readonly #requests = new Counter({
    name: "rest_client_requests_total",
    help: "Number of HTTP requests, partitioned by status code, method, and host",
    labelNames: ["code", "host", "method"],
    ...this.#registers,
  });
  readonly #problems = new Counter({
    name: "docsynapse_watch_problems_total",
    help: "Lists and watches that ended with an error",
    labelNames: ["kind", "step"],
    ...this.#registers,
  });

  /** Event-loop lag, memory, descriptors and garbage collection too: once for the process's own registry. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  observeQueue(controller: string): QueueObserver {
    const labels = { name: controller, controller };
    return {
      added: (depth) => {
        this.#adds.inc(labels);
        this.#depth.set(labels, depth);
      },
      taken: (waitedMs, depth) => {
        this.#waits.observe(labels, waitedMs / 1000);
        this.#depth.set(labels, depth);
      },
      retried: () => this.#retries.inc(labels),
    };
  }

  /** What is only known when it is asked for. */
  watchQueue(controller: string, queue: () => WorkQueue): void {
    const seconds = () =>
      queue()
        .readWorkingMs()
        .map((ms) => ms / 1000);
    this.#addGauge(
      "workqueue_unfinished_work_seconds",
      "Seconds of work in progress that has not been observed by work_duration",
      controller,
      () => seconds().reduce((sum, each) => sum + each, 0),
    );
    this.#addGauge(
      "workqueue_longest_running_processor_seconds",
      "Seconds that the longest running processor has been running",
      controller,
      () => Math.max(0, ...seconds()),
    );
  }

  watchSilence(kind: string, readSilenceMs: () => number): void {
    this.#addGauge(
      "docsynapse_watch_silence_seconds",
      "Seconds since the API server sent anything on this watch",
      kind,
      () => readSilenceMs() / 1000,
      "kind",
    );
  }

  readonly #read = new Map<string, Map<string, () => number>>();

  #addGauge(name: string, help: string, value: string, read: () => number, label = "name"): void {
    const known = this.#read.get(name);
    if (known !== undefined) {
      known.set(value, read);
      return;
    }
    const readers = new Map([[value, read]]);
    this.#read.set(name, readers);
    // prom-client calls `collect` with the gauge as `this`; the closure is clearer.
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: [label],
      ...this.#registers,
      collect: () => {
        for (const [each, reader] of readers) gauge.set({ [label]: each }, reader());
      },
    });
  }

  started(controller: string, concurrency: number): void {
    this.#maxConcurrent.set({ controller }, concurrency);
    this.#active.set({ controller }, 0);
  }

  reconciling(controller: string): void {
    this.#active.inc({ controller });
  }

  reconciled(controller: string, result: ReconcileResult, tookMs: number): void {
    this.#active.dec({ controller });
    this.#reconciles.inc({ controller, result });
    this.#times.observe({ controller }, tookMs / 1000);
    this.#works.observe({ name: controller, controller }, tookMs / 1000);
    if (result === "error") this.#errors.inc({ controller });
  }

  stalled(controller: string): void {
    this.#terminalErrors.inc({ controller });
  }

  setLeader(name: string, isLeader: boolean): void {
    this.#leader.set({ name }, isLeader ? 1 : 0);
  }

  /** One try; a status of 0 says that there was no answer. */
  requested(method: string, host: string, status: number): void {
    this.#requests.inc({ code: status === 0 ? "<error>" : String(status), host, method });
  }

  watchProblem(kind: string, step: string): void {
    this.#problems.inc({ kind, step });
  }
}
