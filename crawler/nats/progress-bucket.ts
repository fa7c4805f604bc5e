import type { KV, Kvm } from "@nats-io/kv";
import type { Plan } from "../contract.ts";
import { progressBucket } from "../nats-names.ts";

/** Entries of crawls that were deleted go by themselves. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** The bucket that all crawls share; nothing when it is there already. */
export async function createProgressBucket(kvm: Kvm, { streams }: Pick<Plan, "streams">): Promise<KV> {
  return await kvm.create(progressBucket, { history: 1, ttl: KEPT_MS, replicas: streams?.replicas ?? 1 });
}
