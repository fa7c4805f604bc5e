import { createHash } from "node:crypto";
import type { ApiClient } from "./api-client.ts";
import { systemClock, toMicroTime, type Clock } from "./clock.ts";
import { buildPath, toApiVersion, type KubeObject, type Resource } from "./kube-object.ts";

const eventResource: Resource = { group: "events.k8s.io", version: "v1", kind: "Event", plural: "events" };

/** The same event within so long is one event with a count. */
const seriesMs = 6 * 60_000;
const maxSeries = 4096;
/** What the API server takes. */
const maxNoteLength = 1024;

export interface EventFacts {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  /** What the operator did or tried, in one word. */
  readonly action: string;
  /** For people: never a body, a credential or a query string. */
  readonly note: string;
}

interface Series {
  readonly name: string;
  count: number;
  lastMs: number;
}

/** Tells people what happened, as `kubectl describe` shows it. Best effort: an event that fails is reported and dropped. */
export class EventRecorder {
  readonly #client: ApiClient;
  readonly #instance: string;
  readonly #onProblem: (error: unknown) => void;
  readonly #clock: Clock;
  readonly #series = new Map<string, Series>();
  readonly #pending = new Set<Promise<void>>();

  constructor(client: ApiClient, instance: string, onProblem: (error: unknown) => void, clock: Clock = systemClock) {
    this.#client = client;
    this.#instance = instance;
    this.#onProblem = onProblem;
    this.#clock = clock;
  }

  record(resource: Resource, regarding: KubeObject, facts: EventFacts): void {
    const { namespace = "default", name, uid } = regarding.metadata;
    const digest = createHash("sha256")
      .update(JSON.stringify([uid, facts]))
      .digest("hex")
      .slice(0, 16);
    const nowMs = this.#clock.monotonicMs();
    const known = this.#series.get(digest);
    const isSeries = known !== undefined && nowMs - known.lastMs < seriesMs;
    const series = isSeries
      ? known
      : { name: `${name.slice(0, 200)}.${digest}${nowMs.toString(36).replace(".", "")}`, count: 0, lastMs: nowMs };
    series.count += 1;
    series.lastMs = nowMs;
    this.#remember(digest, series);
    const reference = { kind: resource.kind, apiVersion: toApiVersion(resource), namespace, name, ...(uid && { uid }) };
    const sent = isSeries ? this.#count(namespace, series) : this.#create(namespace, series.name, reference, facts);
    const settled = sent.catch(this.#onProblem).finally(() => this.#pending.delete(settled));
    this.#pending.add(settled);
  }

  /** Waits for what is under way, before the process ends. */
  async flush(): Promise<void> {
    await Promise.all(this.#pending);
  }

  #remember(digest: string, series: Series): void {
    this.#series.delete(digest);
    this.#series.set(digest, series);
    const [oldest] = this.#series.keys();
    if (this.#series.size > maxSeries && oldest !== undefined) this.#series.delete(oldest);
  }

  async #create(namespace: string, name: string, regarding: object, facts: EventFacts): Promise<void> {
    const now = toMicroTime(this.#clock.now());
    await this.#client.request({
      method: "POST",
      path: buildPath(eventResource, { namespace }),
      body: {
        apiVersion: "events.k8s.io/v1",
        kind: "Event",
        metadata: { name, namespace },
        eventTime: now,
        reportingController: "docsynapse.io/operator",
        reportingInstance: this.#instance,
        regarding,
        ...facts,
        note: Array.from(facts.note).slice(0, maxNoteLength).join(""),
      },
    });
  }

  async #count(namespace: string, series: Series): Promise<void> {
    await this.#client.request({
      method: "PATCH",
      path: buildPath(eventResource, { namespace, name: series.name }),
      contentType: "application/merge-patch+json",
      body: { series: { count: series.count, lastObservedTime: toMicroTime(this.#clock.now()) } },
    });
  }
}
