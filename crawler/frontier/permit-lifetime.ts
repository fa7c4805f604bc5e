import type { Plan } from "../contract.ts";
import { itemTimeMs } from "../request-time.ts";

/** A permit is void after this: its request may wait in queues before it, and its page in queues behind it. */
const PERMIT_TIMEOUTS = 4;

/** `renderIntervalMs`: between the requests of a page in a browser; undefined for a plain request. */
export const permitLifetimeMs = (plan: Plan, renderIntervalMs?: number): number =>
  itemTimeMs(plan, renderIntervalMs) * PERMIT_TIMEOUTS;

/** As long as politeness counts requests over, at most. */
const WINDOW_MS = 1000;

/**
 * After a loss of what is out: by then it has run out, and the site has rested as long as it must between two requests.
 * `crawlDelayMs` is the longest that a robots.txt asks for.
 */
export function forgottenAfterMs(plan: Plan, crawlDelayMs: number): number {
  const { requestsPerSecond } = plan.politeness;
  const restMs = requestsPerSecond === undefined ? 0 : Math.max(WINDOW_MS, 1000 / requestsPerSecond);
  return longestPermitMs(plan) + Math.max(restMs, crawlDelayMs);
}

/** Of all that a plan may have out. */
function longestPermitMs(plan: Plan): number {
  const { requestsPerSecond } = plan.politeness;
  if (plan.rendering.mode === "Never") return permitLifetimeMs(plan);
  return permitLifetimeMs(plan, requestsPerSecond === undefined ? 0 : 1000 / requestsPerSecond);
}
