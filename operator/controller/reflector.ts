import type { ApiClient } from "./api-client.ts";
import { ApiError, isExpired } from "./api-error.ts";
import { Backoff } from "./backoff.ts";
import { systemClock, type Clock } from "./clock.ts";
import { buildPath, toKey, type KubeObject, type ObjectKey, type Resource } from "./kube-object.ts";
import { pause } from "./pause.ts";
import { readWatchEvents, type WatchEvent } from "./watch-lines.ts";

export interface ReflectorOptions {
  readonly client: ApiClient;
  readonly resource: Resource;
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** What changed, without saying how: whoever is told reads the cache. Must not throw or wait. */
  readonly onChange: (key: ObjectKey, object: KubeObject, before: KubeObject | undefined) => void;
  readonly onProblem: (problem: { readonly step: "list" | "watch"; readonly error: unknown }) => void;
  readonly clock?: Clock;
  readonly timing?: Partial<Timing>;
  readonly pageSize?: number;
}

const defaultTiming = {
  /** The API server ends a watch after so long (up to a fifth more, so that they do not end together). */
  watchMs: 240_000,
  /** Where bookmarks come, they come about once a minute: without a byte for so long the connection is dead. */
  maxSilenceMs: 150_000,
  /** Over an old etcd a kind without changes has no bookmarks: then the watch's own end is what must come. */
  maxQuietMs: 330_000,
  /** A new list heals whatever a watch may have lost. */
  relistMs: 15 * 60_000,
  firstPauseMs: 200,
  maxPauseMs: 30_000,
};
type Timing = typeof defaultTiming;

const defaultPageSize = 500;
/** A watch that ends sooner counts as a failure, also without an error: else an API server that cuts is hammered. */
const shortWatchMs = 5000;

interface ListBody {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items: readonly KubeObject[];
}

/**
 * A cache of one kind that follows the API server: it lists in pages, then watches with bookmarks, resumes where a watch
 * ended, and lists again when that version is too old, when too much time went by, or when an answer makes no sense.
 */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #clock: Clock;
  readonly #timing: Readonly<Timing>;
  readonly #backoff: Backoff;
  readonly #objects = new Map<ObjectKey, KubeObject>();
  #version: string | undefined;
  #listedAtMs = 0;
  #lastActivityMs: number;
  #isSynced = false;
  /** Whether this API server has sent one for this kind. */
  #hasBookmarks = false;

  constructor(options: ReflectorOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#timing = { ...defaultTiming, ...options.timing };
    this.#backoff = new Backoff(this.#timing.firstPauseMs, this.#timing.maxPauseMs);
    this.#lastActivityMs = this.#clock.monotonicMs();
  }

  get(key: ObjectKey): KubeObject | undefined {
    return this.#objects.get(key);
  }

  values(): IterableIterator<KubeObject> {
    return this.#objects.values();
  }

  /** Whether one whole list was read. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** Since when nothing came, not even a bookmark; what `/livez` and an alert look at. */
  readSilenceMs(): number {
    return this.#clock.monotonicMs() - this.#lastActivityMs;
  }

  /** Follows until the signal; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const startedMs = this.#clock.monotonicMs();
      const step = this.#mustList() ? "list" : "watch";
      try {
        if (step === "list") await this.#list(signal);
        else if (await this.#watch(signal)) this.#version = undefined;
        if (step === "watch" && this.#clock.monotonicMs() - startedMs >= shortWatchMs) this.#backoff.reset();
        if (step === "list") continue;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ApiError) || isExpired(error)) this.#version = undefined;
        this.#options.onProblem({ step, error });
      }
      const wasShort = this.#clock.monotonicMs() - startedMs < shortWatchMs;
      if (wasShort) await pause(this.#clock, this.#backoff.next(), signal);
    }
  }

  #mustList(): boolean {
    return this.#version === undefined || this.#clock.monotonicMs() - this.#listedAtMs > this.#timing.relistMs;
  }

  async #list(signal: AbortSignal): Promise<void> {
    const seen = new Map<ObjectKey, KubeObject>();
    let page: string | undefined;
    let version: string | undefined;
    do {
      const body: ListBody = await this.#options.client.request<ListBody>({
        method: "GET",
        path: this.#path,
        query: {
          limit: this.#options.pageSize ?? defaultPageSize,
          continue: page,
          labelSelector: this.#options.labelSelector,
        },
        signal,
      });
      this.#lastActivityMs = this.#clock.monotonicMs();
      for (const item of body.items) seen.set(toKey(item), item);
      // All pages are of the first one's version.
      version ??= body.metadata.resourceVersion;
      page = body.metadata.continue === "" ? undefined : body.metadata.continue;
    } while (page !== undefined);
    this.#replace(seen);
    this.#version = version;
    this.#listedAtMs = this.#clock.monotonicMs();
    this.#isSynced = true;
  }

  get #path(): string {
    const { resource, namespace } = this.#options;
    return buildPath(resource, namespace === undefined ? {} : { namespace });
  }

  #replace(seen: ReadonlyMap<ObjectKey, KubeObject>): void {
    for (const [key, object] of this.#objects) if (!seen.has(key)) this.#remove(key, object);
    for (const [key, object] of seen) this.#store(key, object);
  }

  /** True when the watch must be followed by a list. */
  async #watch(signal: AbortSignal): Promise<boolean> {
    const silence = new AbortController();
    const guard = this.#guardSilence(silence);
    try {
      const body = await this.#options.client.stream({
        method: "GET",
        path: this.#path,
        query: {
          watch: true,
          allowWatchBookmarks: true,
          resourceVersion: this.#version,
          timeoutSeconds: Math.max(1, Math.round((this.#timing.watchMs / 1000) * (1 + Math.random() / 5))),
          labelSelector: this.#options.labelSelector,
        },
        signal: AbortSignal.any([signal, silence.signal]),
      });
      this.#stir();
      for await (const event of readWatchEvents(body, () => this.#stir())) {
        this.#handle(event);
        if (this.#mustList()) return true;
      }
      return false;
    } catch (error) {
      if (!silence.signal.aborted || signal.aborted) throw error;
      throw new ApiError(0, "Silent", `no byte for ${this.#allowedSilenceMs} ms`, { cause: error });
    } finally {
      guard();
    }
  }

  #stir(): void {
    this.#lastActivityMs = this.#clock.monotonicMs();
  }

  /** Aborts when no byte came for too long. */
  #guardSilence(controller: AbortController): () => void {
    const startMs = this.#clock.monotonicMs();
    const check = () => {
      const sinceMs = this.#clock.monotonicMs() - Math.max(startMs, this.#lastActivityMs);
      const leftMs = this.#allowedSilenceMs - sinceMs;
      if (leftMs <= 0) controller.abort();
      else cancel = this.#clock.schedule(check, Math.min(leftMs, this.#timing.maxSilenceMs));
    };
    let cancel = this.#clock.schedule(check, Math.min(this.#allowedSilenceMs, this.#timing.maxSilenceMs));
    return () => cancel();
  }

  get #allowedSilenceMs(): number {
    return this.#hasBookmarks ? this.#timing.maxSilenceMs : this.#timing.maxQuietMs;
  }

  #handle(event: WatchEvent): void {
    if (event.type === "ERROR") {
      const { code = 0, reason = "Unknown", message = "the watch ended with an error" } = event.object;
      throw new ApiError(code, reason, message);
    }
    const { object } = event;
    if (event.type === "DELETED") this.#remove(toKey(object), object);
    else if (event.type === "BOOKMARK") this.#hasBookmarks = true;
    else this.#store(toKey(object), object);
    this.#version = object.metadata.resourceVersion ?? this.#version;
  }

  #store(key: ObjectKey, object: KubeObject): void {
    const before = this.#objects.get(key);
    if (before?.metadata.resourceVersion === object.metadata.resourceVersion && before !== undefined) return;
    const slim = withoutBallast(object);
    this.#objects.set(key, slim);
    this.#options.onChange(key, slim, before);
  }

  #remove(key: ObjectKey, object: KubeObject): void {
    const before = this.#objects.get(key);
    if (!this.#objects.delete(key)) return;
    this.#options.onChange(key, object, before);
  }
}

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** Most of an object's bytes, and nothing that a controller reads. */
function withoutBallast(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata as KubeObject["metadata"] & { managedFields?: unknown };
  if (metadata.annotations?.[lastApplied] === undefined) return { ...object, metadata };
  const { [lastApplied]: __, ...annotations } = metadata.annotations;
  return { ...object, metadata: { ...metadata, annotations } };
}
