import type { PodObject } from "./pod-problems.ts";

interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly lastTransitionTime?: string;
}

/** How long no node has had room for the pod; 0 where that is not its trouble. */
export function computeUnschedulableMs({ status }: PodObject, now: Date): number {
  const conditions: readonly PodCondition[] = status?.conditions ?? [];
  const found = conditions.find(({ type, status: holds }) => type === "PodScheduled" && holds === "False");
  const since = Date.parse(found?.reason === "Unschedulable" ? (found.lastTransitionTime ?? "") : "");
  return Number.isNaN(since) ? 0 : now.getTime() - since;
}
