import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInbox, credsAuthenticator, type ConnectionOptions, type NatsConnection } from "@nats-io/transport-node";
import { connectPatiently, trustAddresses } from "../../crawler/nats/connect-patiently.ts";
import { controlPermissions } from "../../crawler/nats-names.ts";
import { readLoginFolder, type LoginFiles } from "./login-files.ts";
import type { LoginSigner } from "./login-signer.ts";

/** How the operator itself reaches NATS. */
export interface ControlAccess {
  /** `nats://` or `tls://`, several with commas; user and password may be in them. */
  readonly url: string;
  readonly loginFolder?: string | undefined;
  /** Signs the operator's own login, whatever the folder has: one that was written for an older operator may allow too little. */
  readonly signer?: LoginSigner | undefined;
  /** Of the connection: the login that is signed for it ends a little later. */
  readonly lifetimeMs: number;
}

const MARGIN_MS = 60_000;

/** Connects, and connects again for ever; rejects for what waiting cannot mend, or when the signal comes first. */
export async function connectControl(access: ControlAccess, signal: AbortSignal): Promise<NatsConnection> {
  const urls = access.url.split(",").map((url) => new URL(url));
  const files = access.loginFolder === undefined ? {} : readLoginFolder(access.loginFolder);
  const options = {
    name: "docsynapse operator",
    servers: urls.map(({ host }) => host),
    maxReconnectAttempts: -1,
    ...(await buildLogin(access, files, urls)),
    ...buildTls(files, urls),
  };
  const connecting = connectPatiently(options, signal);
  const stopped = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(new Error("stopped"));
    else signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
  });
  // Whoever has stopped waiting for it leaves no connection open.
  connecting.then((connection) => (signal.aborted ? connection.close() : undefined)).catch(() => undefined);
  return await Promise.race([connecting, stopped]);
}

async function buildLogin(
  { loginFolder = "", signer, lifetimeMs }: ControlAccess,
  files: LoginFiles,
  urls: readonly URL[],
): Promise<ConnectionOptions> {
  const { "nats.creds": credentials, user, password, token } = files;
  if (signer !== undefined) {
    const inboxPrefix = createInbox();
    const expiresAt = new Date(Date.now() + lifetimeMs + MARGIN_MS);
    const own = await signer.sign({ name: "operator", permissions: controlPermissions(inboxPrefix), expiresAt });
    return { inboxPrefix, authenticator: credsAuthenticator(Buffer.from(own)) };
  }
  if (credentials !== undefined) {
    // Read anew at each connection: it may be replaced.
    return { authenticator: credsAuthenticator(() => readFileSync(join(loginFolder, "nats.creds"))) };
  }
  if (user !== undefined) return { user, pass: password ?? "" };
  if (token !== undefined) return { token };
  const login = urls.find(({ username }) => username !== "");
  return login === undefined
    ? {}
    : { user: decodeURIComponent(login.username), pass: decodeURIComponent(login.password) };
}

function buildTls(files: LoginFiles, urls: readonly URL[]): ConnectionOptions {
  const { "ca.crt": ca, "tls.crt": cert, "tls.key": key } = files;
  if (ca === undefined && cert === undefined && !urls.some(({ protocol }) => protocol === "tls:")) return {};
  const tls = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  return {
    tls: trustAddresses(
      tls,
      urls.map(({ href }) => href),
    ),
  };
}
