import { isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { connect, errors, type ConnectionOptions, type NatsConnection, type TlsOptions } from "@nats-io/transport-node";
import { findCertificateRefusal } from "./certificate-refusal.ts";

const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 5000;

/** Before another try: longer each time, and not for all at once. `attempt` counts from 0. */
export const pauseBeforeMs = (attempt: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10), MAX_PAUSE_MS) * (0.5 + Math.random() / 2);

/**
 * Connects, however long that takes. Unlike the client's own waiting it ends with what waiting cannot mend: credentials
 * or a certificate that are refused, and a server whose certificate nobody stands behind.
 */
export async function connectPatiently(options: ConnectionOptions, signal: AbortSignal): Promise<NatsConnection> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await connect({ ...options, waitOnFirstConnect: false });
    } catch (error) {
      const isForAuthenticator = options.ignoreAuthErrorAbort === true && error instanceof errors.AuthorizationError;
      if (!isAway(error) && !isForAuthenticator) throw error;
      const refusal = error instanceof errors.TimeoutError ? await findCertificateRefusal(options) : undefined;
      if (refusal !== undefined) throw new Error(refusal, { cause: error });
    }
    await sleep(pauseBeforeMs(attempt), undefined, { signal });
  }
}

/** Of sockets and name servers. */
const AWAY: ReadonlySet<unknown> = new Set(
  "ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN".split(" "),
);

/** Nothing answers yet, or something cut the connection off; of that the client may know nothing at all. */
function isAway(error: unknown): boolean {
  if (error instanceof errors.TimeoutError || error === undefined) return true;
  const { code, cause } = error as NodeJS.ErrnoException;
  if (error instanceof errors.ConnectionError)
    return !(cause instanceof Error) || AWAY.has((cause as NodeJS.ErrnoException).code);
  return AWAY.has(code);
}

/**
 * The client checks a certificate against a name alone, so a server that is known by its address would never do: it may
 * show a certificate for any of the addresses that we were given.
 */
export function trustAddresses(tls: TlsOptions, servers: readonly string[]): TlsOptions {
  const addresses = servers
    .map((server) => new URL(server).hostname.replace(/^\[|\]$/g, ""))
    .filter((host) => isIP(host) > 0);
  if (addresses.length === 0) return tls;
  const check = (host: string, certificate: PeerCertificate): Error | undefined => {
    const refusals = [host, ...addresses].map((name) => checkServerIdentity(name, certificate));
    return refusals.includes(undefined) ? undefined : refusals.at(-1);
  };
  return Object.assign({}, tls, { checkServerIdentity: check });
}
