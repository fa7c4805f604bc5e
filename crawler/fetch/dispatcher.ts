import { X509Certificate } from "node:crypto";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import { Agent, buildConnector, Pool, ProxyAgent, type Dispatcher } from "undici";
import type { AddressGuard } from "./address-guard.ts";
import { createLenientDispatcher, type Dispatch } from "./lenient-dispatcher.ts";
import { decodePart } from "./request-headers.ts";

export interface DispatcherOptions {
  readonly guard: AddressGuard;
  readonly connections: number;
  readonly caBundle: string | undefined;
  readonly proxy: string | undefined;
}

export interface Dispatchers {
  /** The pool of connections that all requests of a fetcher share. */
  readonly usual: Dispatcher;
  /** For servers that break HTTP; absent behind a proxy, through which it knows no way. */
  readonly lenient?: Dispatch;
}

/** Never reads proxies from the environment. */
export function createDispatchers({ caBundle, connections, guard, proxy }: DispatcherOptions): Dispatchers {
  const secureContext = createTrust(caBundle);
  if (proxy !== undefined) return { usual: createProxyDispatcher(proxy, connections, secureContext) };
  return {
    usual: new Agent({ ...poolOptions(connections), connect: connectGuarded(guard, secureContext) }),
    lenient: createLenientDispatcher(guard, secureContext, MAX_HEADER_BYTES),
  };
}

const CONNECT_TIMEOUT_MS = 10_000;

/** Sites with long policies and link lists pass Node's 16 KiB. */
const MAX_HEADER_BYTES = 65_536;

function poolOptions(connections: number) {
  return {
    connections,
    allowH2: false,
    pipelining: 1,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // Shorter than the 5 s of many servers: a connection that they close while a request leaves costs the request.
    keepAliveTimeout: 4000,
    keepAliveMaxTimeout: 60_000,
    // Each request has its own deadline for all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

/** Every connection goes through here: an address literal never reaches the lookup, so it is judged before. */
function connectGuarded(guard: AddressGuard, secureContext: SecureContext): buildConnector.connector {
  const connect = buildConnector({
    secureContext,
    lookup: guard.lookup,
    allowH2: false,
    timeout: CONNECT_TIMEOUT_MS,
  });
  return (target, callback) => {
    const refused = guard.refuseLiteral(target.hostname);
    if (refused === undefined) connect(target, callback);
    else queueMicrotask(() => callback(refused, null));
  };
}

function createProxyDispatcher(proxy: string, connections: number, secureContext: SecureContext): Dispatcher {
  const url = parseProxy(proxy);
  const token = proxyToken(url);
  const pool = poolOptions(connections);
  return new ProxyAgent({
    ...pool,
    uri: url.origin,
    ...(token === undefined ? {} : { token }),
    requestTls: { secureContext, timeout: CONNECT_TIMEOUT_MS },
    proxyTls: { secureContext, timeout: CONNECT_TIMEOUT_MS },
    factory: (origin, given) => new Pool(origin, { ...(given as Pool.Options), ...pool }),
    // Here the deadline of a request does not reach: a proxy that never answers CONNECT would keep the pool's place.
    clientFactory: (origin, given) => new Pool(origin, { ...given, headersTimeout: CONNECT_TIMEOUT_MS }),
  });
}

/** Throws without the URL, which may hold a password. */
function parseProxy(proxy: string): URL {
  const url = URL.parse(proxy);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new Error("network.proxy must be an http or https URL");
  }
  return url;
}

function proxyToken(url: URL): string | undefined {
  if (url.username === "" && url.password === "") return undefined;
  const pair = `${decodePart(url.username)}:${decodePart(url.password)}`;
  return `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
}

/** One context for all connections: reading the root certificates takes milliseconds each time. */
function createTrust(caBundle: string | undefined): SecureContext {
  if (caBundle === undefined) return createSecureContext();
  const own = caBundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (own.length === 0 || !own.every(isCertificate)) {
    throw new Error("network.caBundle must hold certificates in PEM form");
  }
  return createSecureContext({ ca: [...getCACertificates("default"), ...own] });
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
