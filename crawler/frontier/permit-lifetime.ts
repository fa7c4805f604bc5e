import type { Plan } from "../contract.ts";

/** A permit is void after this: its request may wait in queues before it, and its page in queues behind it. */
const PERMIT_TIMEOUTS = 4;
/** Requests of a page in a browser whose waiting for their turn is not the page's fault. */
const TURNS_OF_A_PAGE = 10;

/** `renderIntervalMs`: between the requests of a page in a browser; undefined for a plain request. */
export function permitLifetimeMs({ limits, rendering }: Plan, renderIntervalMs?: number): number {
  if (renderIntervalMs === undefined) return limits.requestTimeoutMs * PERMIT_TIMEOUTS;
  return (limits.requestTimeoutMs + rendering.timeoutMs + renderIntervalMs * TURNS_OF_A_PAGE) * PERMIT_TIMEOUTS;
}
