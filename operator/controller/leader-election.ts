import type { ApiClient } from "./api-client.ts";
import { isConflict, isNotFound } from "./api-error.ts";
import { systemClock, toMicroTime, type Clock } from "./clock.ts";
import { buildPath, type KubeObject, type Resource } from "./kube-object.ts";
import { pause } from "./pause.ts";

export const leaseResource: Resource = {
  group: "coordination.k8s.io",
  version: "v1",
  kind: "Lease",
  plural: "leases",
};

export interface LeaderElectionOptions {
  readonly client: ApiClient;
  readonly namespace: string;
  readonly name: string;
  /** Unlike that of any other process, past ones included. */
  readonly identity: string;
  readonly clock?: Clock;
  readonly timing?: Partial<Timing>;
  readonly onProblem?: (error: unknown) => void;
}

/** controller-runtime's own: a leader that cannot renew stops 5 s before another may start. */
export type Timing = Readonly<Record<"leaseMs" | "renewMs" | "retryMs", number>>;
const leaseTiming: Timing = { leaseMs: 15_000, renewMs: 10_000, retryMs: 2000 } as const satisfies Record<
  string,
  number
>;

interface Lease extends KubeObject {
  readonly spec?: LeaseSpec;
}

interface LeaseSpec {
  readonly holderIdentity?: string | null;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

/**
 * One leader among several processes, by a Lease that is written with its resourceVersion. Another's lease counts as
 * expired when it has not changed for its duration by this process's own monotonic clock: no two wall clocks are
 * compared, so a jumping one cannot make two leaders.
 */
export class LeaderElection {
  readonly #options: LeaderElectionOptions;
  readonly #clock: Clock;
  readonly #timing: Timing;
  #seen: { readonly version: string | undefined; readonly sinceMs: number } | undefined;
  #renewedAtMs: number | undefined;

  constructor(options: LeaderElectionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#timing = { ...leaseTiming, ...options.timing };
  }

  /** Whether writes are still safe: asked before each reconcile, because timers may be late. */
  get isLeader(): boolean {
    return this.#renewedAtMs !== undefined && this.#clock.monotonicMs() - this.#renewedAtMs < this.#timing.renewMs;
  }

  /** Resolves as leader, or not at all before the signal. */
  async acquire(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      if (await this.#try(signal)) return true;
      await pause(this.#clock, this.#timing.retryMs * (1 + Math.random() / 5), signal);
    }
    return false;
  }

  /** Renews until the signal, or until the lease is lost: then the process must end. */
  async hold(signal: AbortSignal): Promise<"stopped" | "lost"> {
    while (!signal.aborted) {
      await pause(this.#clock, this.#timing.retryMs, signal);
      if (signal.aborted) break;
      const leftMs = (this.#renewedAtMs ?? 0) + this.#timing.renewMs - this.#clock.monotonicMs();
      if (leftMs <= 0) return this.#lose();
      // A request that hangs must not outlive the lease.
      const wasRenewed = await this.#try(AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(leftMs))]));
      if (!wasRenewed && !this.isLeader && !signal.aborted) return this.#lose();
    }
    return "stopped";
  }

  #lose(): "lost" {
    this.#renewedAtMs = undefined;
    return "lost";
  }

  /** Lets the next leader start at once. */
  async release(): Promise<void> {
    if (!this.isLeader) return;
    this.#renewedAtMs = undefined;
    const lease = await this.#read();
    if (lease?.spec?.holderIdentity !== this.#options.identity) return;
    const now = toMicroTime(this.#clock.now());
    // One second, not none: what an old client would take for no lease at all.
    const spec = { ...lease.spec, holderIdentity: "", leaseDurationSeconds: 1, renewTime: now };
    await this.#write({ ...lease, spec }, "PUT");
  }

  async #try(signal: AbortSignal): Promise<boolean> {
    const askedAtMs = this.#clock.monotonicMs();
    try {
      const lease = await this.#read(signal);
      if (!this.#mayTake(lease)) return false;
      await this.#write(this.#buildClaim(lease), lease === undefined ? "POST" : "PUT", signal);
      // From before the request: the lease may have been written at any time since.
      this.#renewedAtMs = askedAtMs;
      return true;
    } catch (error) {
      if (!isConflict(error) && !signal.aborted) this.#options.onProblem?.(error);
      return false;
    }
  }

  #mayTake(lease: Lease | undefined): boolean {
    const holder = lease?.spec?.holderIdentity ?? "";
    if (lease === undefined || holder === "" || holder === this.#options.identity) return true;
    this.#renewedAtMs = undefined;
    const version = lease.metadata.resourceVersion;
    const nowMs = this.#clock.monotonicMs();
    if (this.#seen?.version !== version) this.#seen = { version, sinceMs: nowMs };
    const durationMs = (lease.spec?.leaseDurationSeconds ?? 0) * 1000 || this.#timing.leaseMs;
    return nowMs - (this.#seen?.sinceMs ?? nowMs) > durationMs;
  }

  #buildClaim(lease: Lease | undefined): Lease {
    const now = toMicroTime(this.#clock.now());
    const { namespace, name, identity } = this.#options;
    const isOurs = lease?.spec?.holderIdentity === identity;
    return {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: lease?.metadata ?? { name, namespace },
      spec: {
        ...lease?.spec,
        holderIdentity: identity,
        leaseDurationSeconds: Math.ceil(this.#timing.leaseMs / 1000),
        acquireTime: isOurs ? (lease.spec?.acquireTime ?? now) : now,
        renewTime: now,
        leaseTransitions: (lease?.spec?.leaseTransitions ?? 0) + (isOurs || lease === undefined ? 0 : 1),
      },
    };
  }

  async #read(signal?: AbortSignal): Promise<Lease | undefined> {
    const { client, namespace, name } = this.#options;
    const path = buildPath(leaseResource, { namespace, name });
    try {
      return await client.request<Lease>({
        method: "GET",
        path,
        isUrgent: true,
        maxAttempts: 1,
        ...(signal && { signal }),
      });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #write(body: Lease, method: "POST" | "PUT", signal?: AbortSignal): Promise<void> {
    const { client, namespace, name } = this.#options;
    const path = buildPath(leaseResource, method === "POST" ? { namespace } : { namespace, name });
    await client.request({ method, path, body, isUrgent: true, maxAttempts: 1, ...(signal && { signal }) });
  }
}
