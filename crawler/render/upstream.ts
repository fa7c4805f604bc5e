import type { LookupFunction } from "node:net";
import type { IncomingHttpHeaders } from "node:http";
import { lookup as lookupHost } from "node:dns";
import type { Dispatcher } from "undici";
import { createAddressGuard, refuseBehindProxy, type AddressGuard } from "../fetch/address-guard.ts";
import { createDispatchers } from "../fetch/dispatcher.ts";
import { createCredentials, type SiteCredentials } from "../fetch/request-headers.ts";
import type { CachedResponse } from "./resource-cache.ts";

export interface UpstreamOptions {
  readonly userAgent: string;
  readonly credentials: SiteCredentials;
  readonly proxy?: string;
  readonly caBundle?: string;
  readonly allowPrivateAddresses: boolean;
  /** For tests: answers instead of the system's DNS. */
  readonly lookup?: LookupFunction;
}

export interface UpstreamRequest {
  readonly method: "GET" | "HEAD" | "POST" | "OPTIONS";
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | undefined;
  /** The page that is rendered: credentials go out only where it is itself entitled to them. */
  readonly pageUrl: URL;
  readonly signal: AbortSignal;
}

/** One response of a page's resource, encoded as it came. */
const MAX_RESPONSE_BYTES = 32 << 20;
const MAX_CONNECTIONS = 16;
const TIMEOUT_MS = 15_000;

/** The way out for the browser: the fetcher's connections, with its address guard, trust, proxy and credentials. */
export class Upstream {
  readonly #dispatcher: Dispatcher;
  readonly #proxyGuard: AddressGuard | undefined;
  readonly #credentialsFor: (url: URL) => Record<string, string>;
  readonly #userAgent: string;

  constructor(options: UpstreamOptions) {
    const { caBundle, proxy, userAgent } = options;
    const guard = createAddressGuard(options.lookup ?? lookupHost, options.allowPrivateAddresses);
    this.#dispatcher = createDispatchers({ guard, connections: MAX_CONNECTIONS, caBundle, proxy }).usual;
    this.#proxyGuard = proxy === undefined ? undefined : guard;
    this.#credentialsFor = createCredentials(options.credentials);
    this.#userAgent = userAgent;
  }

  /** Rejects when there is no response: the guard refused it, the site did not answer, or it is too large. */
  async request({ method, url, headers, body, pageUrl, signal }: UpstreamRequest): Promise<CachedResponse> {
    const refused = this.#proxyGuard === undefined ? undefined : refuseBehindProxy(this.#proxyGuard, url.hostname);
    if (refused !== undefined) throw refused;
    const response = await this.#dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: { ...forwarded(headers), ...this.#own(url, pageUrl, headers), "user-agent": this.#userAgent },
      body: body ?? null,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_RESPONSE_BYTES) throw new Error("the response is too large");
      chunks.push(chunk);
    }
    return { status: response.statusCode, headers: forwarded(response.headers), body: Buffer.concat(chunks) };
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  /** A page elsewhere must not read with them what the site shows to no one else. */
  #own(url: URL, pageUrl: URL, { cookie }: IncomingHttpHeaders): Record<string, string> {
    const isEntitled = Object.keys(this.#credentialsFor(pageUrl)).length > 0;
    const own = isEntitled ? this.#credentialsFor(url) : {};
    return own["cookie"] === undefined || cookie === undefined
      ? own
      : { ...own, cookie: `${own["cookie"]}; ${cookie}` };
  }
}

/** Those that belong to one connection (RFC 9110 7.6.1), and those that would lead the browser past the proxy. */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "alt-svc",
  "expect",
]);

function forwarded(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_FORWARDED.has(name)));
}
