import { readFileSync } from "node:fs";
import {
  credsAuthenticator,
  errors,
  nkeyAuthenticator,
  type Authenticator,
  type ConnectionOptions,
  type NatsConnection,
} from "@nats-io/transport-node";
import { connectPatiently, pauseBeforeMs, trustAddresses } from "./connect-patiently.ts";
import { openJetStream, type Nats } from "./nats.ts";
import { RenewedCredentials } from "./renewed-credentials.ts";

export interface NatsSettings {
  /** `nats://` or `tls://`; user and password may be in them. */
  readonly servers: readonly string[];
  readonly credentialsFile?: string | undefined;
  readonly nkeyFile?: string | undefined;
  readonly token?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly tls?: { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string } | undefined;
  /** Of this client's own inboxes, where its permissions ask for one. */
  readonly inboxPrefix?: string | undefined;
}

/** NATS will not have us as we are: a person has to change something. */
export class NatsRefused extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "NatsRefused";
  }
}

export interface OpenNats extends Nats, AsyncDisposable {
  /** Aborted, with the reason, when the connection is of no use any more. */
  readonly refused: AbortSignal;
}

export interface ConnectOptions {
  readonly signal: AbortSignal;
  readonly name: string;
  readonly onNote: (message: string) => void;
  readonly onConnected?: (isConnected: boolean) => void;
}

/** The first version in which a work queue's consumer does not get stuck after deletions. */
const OLDEST = [2, 14] as const;
const CONNECT_TIMEOUT_MS = 5000;
/** So long after the last try, the next one belongs to another outage. */
const OUTAGE_OVER_MS = 15_000;
const STILL_WAITING_MS = 3000;

/** Connects, however long that takes, and connects again for ever; throws `NatsRefused` for what waiting cannot mend. */
export async function connectNats(settings: NatsSettings, options: ConnectOptions): Promise<OpenNats> {
  const { credentialsFile: file } = settings;
  const credentials = file === undefined ? undefined : new RenewedCredentials({ file, onNote: options.onNote });
  const connection = await dial(settings, credentials, options);
  checkVersion(connection);
  const refused = new AbortController();
  const onConnected = (isConnected: boolean): void => {
    if (isConnected) credentials?.accepted();
    options.onConnected?.(isConnected);
  };
  void watch(connection, { ...options, onConnected }, (error) => refused.abort(error));
  return {
    ...(await openJetStream(connection, settings.inboxPrefix)),
    refused: refused.signal,
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

/** For the one who makes streams: whether the account may have any. */
export async function checkJetStream({ jsm }: Nats): Promise<void> {
  try {
    await jsm.getAccountInfo();
  } catch (error) {
    if (error instanceof errors.TimeoutError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new NatsRefused(
      `NATS has no JetStream for us (${why}): start nats-server with -js, or enable the account`,
      error,
    );
  }
}

async function dial(
  settings: NatsSettings,
  credentials: RenewedCredentials | undefined,
  { signal, name, onNote }: ConnectOptions,
): Promise<NatsConnection> {
  const where = settings.servers.map(withoutSecrets).join(", ");
  const waiting = setTimeout(() => onNote(`NATS at ${where} does not answer yet; still trying`), STILL_WAITING_MS);
  let isStopped = false;
  const all = { ...buildOptions(settings, name), ...authenticatorOf(settings, credentials) };
  const connecting = connectPatiently(all, signal);
  connecting.then((connection) => (isStopped ? connection.close() : undefined)).catch(() => undefined);
  try {
    return await Promise.race([connecting, rejectWhen(signal)]);
  } catch (error) {
    isStopped = true;
    if (signal.aborted) throw error;
    throw new NatsRefused(`NATS at ${where} does not let us in: ${describe(error)}`, error);
  } finally {
    clearTimeout(waiting);
  }
}

function buildOptions(settings: NatsSettings, name: string): ConnectionOptions {
  let attempt = 0;
  let lastAtMs = 0;
  const { user, password, token, inboxPrefix } = { ...loginIn(settings.servers), ...defined(settings) };
  return {
    name,
    servers: settings.servers.map((server) => new URL(server).host),
    timeout: CONNECT_TIMEOUT_MS,
    // It would make two errors for each request in advance, for the stack: a tenth of a coordinator's work.
    noAsyncTraces: true,
    maxReconnectAttempts: -1,
    reconnectDelayHandler: () => {
      attempt = performance.now() - lastAtMs > OUTAGE_OVER_MS ? 0 : attempt + 1;
      lastAtMs = performance.now();
      return pauseBeforeMs(attempt);
    },
    ...(user === undefined ? {} : { user, pass: password ?? "" }),
    ...(token === undefined ? {} : { token }),
    ...(inboxPrefix === undefined ? {} : { inboxPrefix }),
    ...(settings.tls === undefined && !settings.servers.some((server) => server.startsWith("tls:"))
      ? {}
      : { tls: trustAddresses(settings.tls ?? {}, settings.servers) }),
  };
}

function authenticatorOf(
  { nkeyFile }: NatsSettings,
  credentials: RenewedCredentials | undefined,
): Pick<ConnectionOptions, "authenticator" | "ignoreAuthErrorAbort"> {
  if (credentials !== undefined) {
    // The two parts from one reading; and it is `RenewedCredentials` that knows when there is no use in another try.
    const authenticator: Authenticator = (nonce) => credsAuthenticator(credentials.read())(nonce);
    return { authenticator, ignoreAuthErrorAbort: true };
  }
  if (nkeyFile === undefined) return {};
  return { authenticator: nkeyAuthenticator(() => Buffer.from(readFileSync(nkeyFile, "utf8").trim())) };
}

function loginIn(servers: readonly string[]): { readonly user?: string; readonly password?: string } {
  const { username, password } = new URL(servers[0] ?? "nats://localhost");
  return username === "" ? {} : { user: decodeURIComponent(username), password: decodeURIComponent(password) };
}

function defined({ user, password, token, inboxPrefix }: NatsSettings) {
  return Object.fromEntries(
    Object.entries({ user, password, token, inboxPrefix }).filter(([, value]) => value !== undefined),
  ) as Pick<NatsSettings, "user" | "password" | "token" | "inboxPrefix">;
}

function checkVersion({ info }: NatsConnection): void {
  const [major = 0, minor = 0] = (info?.version ?? "0.0").split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new NatsRefused(`nats-server ${info?.version} is too old: DocSynapse needs ${OLDEST.join(".")} or newer`);
}

/** A denied permission would otherwise look like a server that does not answer. */
async function watch(
  connection: NatsConnection,
  { onNote, onConnected }: ConnectOptions,
  refuse: (error: NatsRefused) => void,
): Promise<void> {
  onConnected?.(true);
  void watchEnd(connection, refuse);
  for await (const status of connection.status()) {
    if (status.type === "disconnect" || status.type === "reconnect") onConnected?.(status.type === "reconnect");
    if (status.type === "disconnect") onNote("the connection to NATS is lost; connecting again");
    if (status.type === "reconnect") onNote("connected to NATS again");
    if (status.type !== "error" || !(status.error instanceof errors.PermissionViolationError)) continue;
    const { operation, subject } = status.error;
    const what = operation === "publish" ? "publish to" : "subscribe to";
    refuse(new NatsRefused(`NATS does not permit us to ${what} ${subject}: check the account's permissions`));
  }
}

async function watchEnd(connection: NatsConnection, refuse: (error: NatsRefused) => void): Promise<void> {
  const error = await connection.closed();
  if (error instanceof Error) refuse(new NatsRefused(`NATS has closed the connection: ${describe(error)}`, error));
}

const describe = (error: unknown): string =>
  error instanceof errors.AuthorizationError || error instanceof errors.UserAuthenticationExpiredError
    ? `${error.message}; check the credentials`
    : error instanceof Error
      ? error.message
      : String(error);

const withoutSecrets = (server: string): string => new URL(server).host;

function rejectWhen(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    else signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
