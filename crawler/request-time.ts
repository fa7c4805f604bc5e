import type { Plan } from "./contract.ts";

/** Requests of a page in a browser whose waiting for their turn at the site is not the page's fault. */
const TURNS_OF_A_PAGE = 10;

/** A page's time in the browser; `intervalMs` lies between its requests. */
export const renderTimeMs = (timeoutMs: number, intervalMs: number): number => timeoutMs + intervalMs * TURNS_OF_A_PAGE;

/** So long one item may take once it has begun; `renderIntervalMs` is undefined where no browser opens it. */
export function itemTimeMs({ limits, rendering }: Pick<Plan, "limits" | "rendering">, renderIntervalMs?: number) {
  const { requestTimeoutMs } = limits;
  if (renderIntervalMs === undefined) return requestTimeoutMs;
  return requestTimeoutMs + renderTimeMs(rendering.timeoutMs, renderIntervalMs);
}
