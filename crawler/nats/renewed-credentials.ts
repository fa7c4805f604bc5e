import { readFileSync } from "node:fs";

export interface RenewedCredentialsOptions {
  readonly file: string;
  readonly onNote: (message: string) => void;
  readonly nowMs?: () => number;
}

const FIRST_PATIENCE_MS = 3000;
/** A server that is busy refuses a good login too, for the time that it took. */
const LEAST_TRIES = 5;
/** A node brings a changed Secret to its pods within about two minutes. */
const LATER_PATIENCE_MS = 180_000;

/**
 * A credentials file that somebody renews, read anew at each connection. While it holds expired credentials the server
 * refuses them, and whoever renews it is waited for; credentials that have not expired and are refused all the same are
 * given up after a while.
 */
export class RenewedCredentials {
  readonly #options: RenewedCredentialsOptions;
  readonly #nowMs: () => number;
  #patienceMs = FIRST_PATIENCE_MS;
  #tries = 0;
  #triedSinceMs = 0;
  #isWaitingTold = false;

  constructor(options: RenewedCredentialsOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? Date.now;
  }

  /** For one try to connect. Throws when there is no use in another one, which ends the client's tries. */
  read(): Uint8Array {
    const { file, onNote } = this.#options;
    const bytes = readFileSync(file);
    const nowMs = this.#nowMs();
    const expiresAtMs = readExpiryMs(bytes.toString("utf8"));
    if (expiresAtMs !== undefined && expiresAtMs <= nowMs) {
      this.#tries = 0;
      if (!this.#isWaitingTold) onNote(`the NATS credentials in ${file} have expired; waiting for new ones`);
      this.#isWaitingTold = true;
      return bytes;
    }
    if (this.#tries === 0) this.#triedSinceMs = nowMs;
    this.#tries += 1;
    if (this.#tries <= LEAST_TRIES || nowMs - this.#triedSinceMs <= this.#patienceMs) return bytes;
    throw new Error(`the credentials in ${file} are refused; check the credentials and the account that signed them`);
  }

  /** The server has let us in. */
  accepted(): void {
    this.#patienceMs = LATER_PATIENCE_MS;
    this.#tries = 0;
    this.#isWaitingTold = false;
  }
}

/** The server checks the signature: this asks only when it would say no for age. */
function readExpiryMs(credentials: string): number | undefined {
  const [, payload] = /-----BEGIN NATS USER JWT-----\s+[^.\s]+\.([^.\s]+)\./.exec(credentials) ?? [];
  if (payload === undefined) return undefined;
  try {
    const { exp } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as { readonly exp?: unknown };
    return typeof exp === "number" ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
