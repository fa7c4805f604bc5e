import { setTimeout as sleep } from "node:timers/promises";
import { JetStreamApiError, JetStreamError } from "@nats-io/jetstream";
import { errors } from "@nats-io/transport-node";
import { Untaken } from "./publisher.ts";

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 5000;
/** The server is there, but a stream is full, has no leader or no room: it may have later. */
const UNAVAILABLE = 503;

/** Whether the same request may succeed later: a server that is away, elects a leader, or has a full stream. */
export function mayPass(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.status === UNAVAILABLE;
  return (
    error instanceof errors.TimeoutError ||
    error instanceof errors.RequestError ||
    error instanceof errors.NoRespondersError ||
    error instanceof errors.ConnectionError ||
    error instanceof JetStreamError ||
    isUntaken(error) ||
    hasNoJetStream(error)
  );
}

/** No stream took the publication. */
export const isUntaken = (error: unknown): boolean => error instanceof Untaken;

/** The client says it by an error class that it does not export. */
const hasNoJetStream = (error: unknown): boolean =>
  error instanceof Error && error.constructor.name === "JetStreamNotEnabled";

export interface Persistence {
  readonly signal: AbortSignal;
  /** Told of every failed try; what it throws ends the trying. */
  readonly onTrouble?: (error: unknown) => Promise<void> | void;
}

/** Tries until it succeeds, with pauses that grow; throws what will not pass, and the signal's reason. */
export async function persist<T>(attempt: () => Promise<T>, { signal, onTrouble }: Persistence): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!mayPass(error)) throw error;
      await onTrouble?.(error);
    }
    await sleep(pauseMs, undefined, { signal });
  }
}
