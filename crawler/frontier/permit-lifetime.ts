import type { Plan } from "../contract.ts";

/** A permit is void after this: its request may wait in queues before it, and its page in queues behind it. */
const PERMIT_TIMEOUTS = 4;

export const permitLifetimeMs = (plan: Plan): number => plan.limits.requestTimeoutMs * PERMIT_TIMEOUTS;
