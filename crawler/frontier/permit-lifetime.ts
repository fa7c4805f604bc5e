import type { Plan } from "../contract.ts";
import { itemTimeMs } from "../request-time.ts";

/** A permit is void after this: its request may wait in queues before it, and its page in queues behind it. */
const PERMIT_TIMEOUTS = 4;

/** `renderIntervalMs`: between the requests of a page in a browser; undefined for a plain request. */
export const permitLifetimeMs = (plan: Plan, renderIntervalMs?: number): number =>
  itemTimeMs(plan, renderIntervalMs) * PERMIT_TIMEOUTS;

/** Of all that a plan may have out. */
export function longestPermitMs(plan: Plan): number {
  const { requestsPerSecond } = plan.politeness;
  if (plan.rendering.mode === "Never") return permitLifetimeMs(plan);
  return permitLifetimeMs(plan, requestsPerSecond === undefined ? 0 : 1000 / requestsPerSecond);
}
