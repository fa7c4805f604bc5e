import type { Logger } from "pino";
import { runInSpan } from "../../telemetry/current-span.ts";
import { noTracer, type Span, type Tracer } from "../../telemetry/span.ts";
import { ApiError, isConflict } from "./api-error.ts";
import { systemClock, type Clock } from "./clock.ts";
import type { ObjectKey } from "./kube-object.ts";
import type { Metrics } from "./metrics.ts";
import { WorkQueue, type Priority } from "./work-queue.ts";

/** When to look again without being told to; absent: when something changes. */
export interface ReconcileOutcome {
  readonly againAfterMs?: number;
  /** Nothing more is tried until somebody edits the object. */
  readonly isStalled?: boolean;
}

export interface ControllerOptions {
  readonly name: string;
  /** Keys worked on at a time; each key by one only. */
  readonly concurrency: number;
  /** Reads the world anew, decides and writes. Throws what may heal; an outcome that must not be retried it writes down. */
  readonly reconcile: (key: ObjectKey, signal: AbortSignal) => Promise<ReconcileOutcome>;
  /** Asked before each reconcile: a process whose lease is late does nothing until it is renewed. */
  readonly mayWrite: () => boolean;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracer?: Tracer;
  readonly clock?: Clock;
}

/** A reconcile that runs so long hangs: `/livez` then says so, and the process is replaced. */
const stuckMs = 5 * 60_000;

/** How often a key is looked at again while the lease is late. */
const untilLeadingMs = 1000;

/** Works off keys: retries what fails, later each time, and never two of one key at a time. */
export class Controller {
  readonly name: string;
  readonly #options: ControllerOptions;
  readonly #clock: Clock;
  readonly #queue: WorkQueue;

  constructor(options: ControllerOptions) {
    this.name = options.name;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#queue = new WorkQueue({ clock: this.#clock, observer: options.metrics.observeQueue(options.name) });
    options.metrics.watchQueue(options.name, () => this.#queue);
  }

  enqueue(key: ObjectKey, priority: Priority = "edit"): void {
    this.#queue.add(key, priority);
  }

  get isStuck(): boolean {
    return this.#queue.readWorkingMs().some((ms) => ms > stuckMs);
  }

  /** Until the signal; then what is under way is finished, not cut. */
  async run(signal: AbortSignal): Promise<void> {
    const { name, concurrency, metrics } = this.#options;
    metrics.started(name, concurrency);
    const stop = () => this.#queue.close();
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    await Promise.all(Array.from({ length: concurrency }, () => this.#work(signal)));
  }

  async #work(signal: AbortSignal): Promise<void> {
    for (let key = await this.#queue.take(); key !== undefined; key = await this.#queue.take()) {
      try {
        if (this.#options.mayWrite()) await this.#reconcile(key, signal);
        else this.#queue.addAfter(key, untilLeadingMs);
      } finally {
        this.#queue.done(key);
      }
    }
  }

  /** A trace each: what it asks of the API server is found below its span, and so is what it sets going. */
  async #reconcile(key: ObjectKey, signal: AbortSignal): Promise<void> {
    const { name, tracer = noTracer } = this.#options;
    using span = tracer.start(`reconcile ${name}`, {
      attributes: { "docsynapse.controller": name, ...nameObject(key) },
    });
    await runInSpan(span, () => this.#reconcileTraced(key, signal, span));
  }

  async #reconcileTraced(key: ObjectKey, signal: AbortSignal, span: Span): Promise<void> {
    const { name, metrics, log } = this.#options;
    const startedMs = this.#clock.monotonicMs();
    const took = () => this.#clock.monotonicMs() - startedMs;
    metrics.reconciling(name);
    try {
      const { againAfterMs, isStalled = false } = await this.#options.reconcile(key, signal);
      this.#queue.forget(key);
      if (againAfterMs !== undefined) this.#queue.addAfter(key, againAfterMs);
      const result = againAfterMs === undefined ? "success" : "requeue_after";
      metrics.reconciled(name, result, took());
      if (isStalled) metrics.stalled(name);
      span.note({
        "docsynapse.result": result,
        "docsynapse.requeue_after_ms": againAfterMs,
        "docsynapse.stalled": isStalled,
      });
    } catch (error) {
      metrics.reconciled(name, "error", took());
      span.note({ "docsynapse.result": "error" });
      span.fail(error instanceof ApiError ? error.reason : "Error");
      // Somebody else was faster: the cache will bring what they wrote, or the retry reads it.
      const level = isConflict(error) ? "debug" : "warn";
      log[level]({ controller: name, key, error: describeError(error) }, "reconcile failed; it will be tried again");
      this.#queue.retry(key);
    }
  }
}

function nameObject(key: ObjectKey) {
  const [first = "", second] = key.split("/");
  return second === undefined
    ? { "docsynapse.object": first }
    : { "k8s.namespace.name": first, "docsynapse.object": second };
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
