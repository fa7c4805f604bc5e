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
  /** It leads, or it is late with renewing and may write nothing until it has. */
  readonly onChange?: (isLeader: boolean) => void;
}

/**
 * A leader that cannot renew stops 20 s before another may start. Longer than controller-runtime's 15 s: on an overloaded
 * machine one renewal can take ten seconds, and a new process costs it more than a leader that is late. A leader that ends
 * in order hands over at once, however long the lease.
 */
export type Timing = Readonly<Record<"leaseMs" | "renewMs" | "retryMs" | "giveUpMs", number>>;
const leaseTiming: Timing = { leaseMs: 60_000, renewMs: 40_000, retryMs: 5000, giveUpMs: 300_000 };
/** Tries that fit into the time for renewing, each given up when it hangs. */
const triesToRenew = 4;

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
  /** As this process wrote it last: what is renewed without being read. */
  #written: Lease | undefined;
  #told = false;

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
      if (await this.#try(signal, (lease) => this.#mayTake(lease))) return true;
      await pause(this.#clock, this.#timing.retryMs * (1 + Math.random() / 5), signal);
    }
    return false;
  }

  /**
   * Renews until the signal. Who is late leads no more by its own clock, and again once it has renewed: a new process would
   * be later still. "lost" when somebody else took the lease, or after long in vain: then the process must end.
   */
  async hold(signal: AbortSignal): Promise<"stopped" | "lost"> {
    while (!signal.aborted) {
      await pause(this.#clock, this.#timing.retryMs, signal);
      if (signal.aborted) break;
      const leftMs = (this.#renewedAtMs ?? 0) + this.#timing.giveUpMs - this.#clock.monotonicMs();
      if (leftMs <= 0) this.#renewedAtMs = undefined;
      this.#tell();
      if (this.#renewedAtMs === undefined) return "lost";
      // One that hangs must not keep the next from being sent.
      const tryMs = Math.ceil(Math.min(leftMs, this.#timing.renewMs / triesToRenew));
      await this.#try(AbortSignal.any([signal, AbortSignal.timeout(tryMs)]), (lease) => this.#isStillOurs(lease));
    }
    return "stopped";
  }

  #tell(): void {
    if (this.#told === this.isLeader) return;
    this.#told = this.isLeader;
    this.#options.onChange?.(this.#told);
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

  async #try(signal: AbortSignal, mayWrite: (lease: Lease | undefined) => boolean): Promise<boolean> {
    const askedAtMs = this.#clock.monotonicMs();
    const known = this.#written;
    // Until this answers nobody knows what is there.
    this.#written = undefined;
    try {
      const lease = known ?? (await this.#read(signal));
      if (!mayWrite(lease)) return false;
      this.#written = await this.#write(this.#buildClaim(lease), lease === undefined ? "POST" : "PUT", signal);
      // From before the request: the lease may have been written at any time since.
      this.#renewedAtMs = askedAtMs;
      this.#tell();
      return true;
    } catch (error) {
      if (!isConflict(error) && !signal.aborted) this.#options.onProblem?.(error);
      return false;
    }
  }

  /** Where another was in between, what this process has in hand is out of date. */
  #isStillOurs(lease: Lease | undefined): boolean {
    const isOurs = lease === undefined || lease.spec?.holderIdentity === this.#options.identity;
    if (!isOurs) this.#renewedAtMs = undefined;
    return isOurs;
  }

  #mayTake(lease: Lease | undefined): boolean {
    const holder = lease?.spec?.holderIdentity ?? "";
    if (lease === undefined || holder === "" || holder === this.#options.identity) return true;
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

  async #write(body: Lease, method: "POST" | "PUT", signal?: AbortSignal): Promise<Lease> {
    const { client, namespace, name } = this.#options;
    const path = buildPath(leaseResource, method === "POST" ? { namespace } : { namespace, name });
    return await client.request<Lease>({
      method,
      path,
      body,
      isUrgent: true,
      maxAttempts: 1,
      ...(signal && { signal }),
    });
  }
}
