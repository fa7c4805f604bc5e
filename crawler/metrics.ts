import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { PageCounts } from "./contract.ts";
import type { Result } from "./messages.ts";

/** A loopback answer to a page that takes its whole time-out. */
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** What a role counts: for `/metrics`, and for OTLP, which reads the same. docs/observability.md lists them. */
export class CrawlerMetrics {
  readonly registry = new Registry();
  readonly #registers = { registers: [this.registry] };
  readonly #results = new Counter({
    name: "docsynapse_results_total",
    help: "Items that this worker has answered, by outcome",
    labelNames: ["outcome"],
    ...this.#registers,
  });
  readonly #requestDuration = new Histogram({
    name: "docsynapse_request_duration_seconds",
    help: "Time of a request to the site until its body was there; of a rendered page with its rendering",
    buckets: requestBuckets,
    ...this.#registers,
  });
  readonly #transferredBytes = new Counter({
    name: "docsynapse_transferred_bytes_total",
    help: "Bytes of response bodies as transferred",
    ...this.#registers,
  });
  readonly #discovered = new Gauge({
    name: "docsynapse_discovered_pages",
    help: "Pages of the crawl that are known of, ended or not",
    ...this.#registers,
  });
  readonly #pages = new Gauge({
    name: "docsynapse_pages",
    help: "Pages of the crawl that have come to their end, by bucket, earlier coordinators' included",
    labelNames: ["bucket"],
    ...this.#registers,
  });
  readonly finishedPages = new Counter({
    name: "docsynapse_finished_pages_total",
    help: "Pages that came to their end under this coordinator, by bucket",
    labelNames: ["bucket"],
    ...this.#registers,
  });
  readonly unreadable = new Counter({
    name: "docsynapse_unreadable_messages_total",
    help: "Messages that could not be read and were kept aside",
    ...this.#registers,
  });

  /** What a worker has answered. */
  count({ outcome, transferredBytes, elapsedMs, sinceSentMs }: Result): void {
    // That an item is begun is no answer to it.
    if (outcome.type === "started") return;
    this.#results.inc({ outcome: outcome.type });
    this.#transferredBytes.inc(transferredBytes);
    if (sinceSentMs !== undefined) this.#requestDuration.observe(elapsedMs / 1000);
  }

  setPages({ discovered, ...buckets }: PageCounts): void {
    this.#discovered.set(discovered);
    for (const [bucket, count] of Object.entries(buckets)) this.#pages.set({ bucket }, count);
  }

  /** Event-loop lag, memory, descriptors and garbage collection too: once for the process's own registry. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }
}
