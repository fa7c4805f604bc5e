import { lookup as lookupHost } from "node:dns";
import type { LookupFunction } from "node:net";
import { createAddressGuard, refuseBehindProxy, type AddressGuard } from "./address-guard.ts";
import { CookieJar } from "./cookie-jar.ts";
import { createDispatchers, type Dispatchers } from "./dispatcher.ts";
import { breaksHttp } from "./explain-error.ts";
import { exchange, type Reply } from "./exchange.ts";
import type { FetchRequest, FetchResult } from "./fetch-result.ts";
import type { Dispatch } from "./lenient-dispatcher.ts";
import { interpretReply, type Asked } from "./interpret-reply.ts";
import { conditionsFor, createHeaderBuilder, type HeaderBuilder, type SiteCredentials } from "./request-headers.ts";

export type { FetchRequest, FetchResult };

export interface FetcherOptions {
  readonly userAgent: string;
  readonly credentials: SiteCredentials;
  /** http or https URL, credentials included where the proxy wants them. */
  readonly proxy?: string;
  /** PEM certificates trusted beside the usual ones. */
  readonly caBundle?: string;
  readonly allowPrivateAddresses: boolean;
  /** Open at the same time to one origin. */
  readonly connections: number;
  /** For tests: answers instead of the system's DNS. */
  readonly lookup?: LookupFunction;
}

export interface Fetcher {
  /**
   * Exactly one HTTP request; redirects are not followed, but the cookies that they set are kept in memory, for
   * requests that are to send them. Whatever a site does is a value. Rejects only with the
   * signal's reason when it is aborted, and after `close`.
   */
  fetch(request: FetchRequest): Promise<FetchResult>;
  /** Cuts off what is under way. */
  close(): Promise<void>;
}

/** Throws for options that cannot work: a proxy, a CA bundle or a credential header that is malformed. */
export function createFetcher(options: FetcherOptions): Fetcher {
  const guard = createAddressGuard(options.lookup ?? lookupHost, options.allowPrivateAddresses);
  const { connections, caBundle, proxy } = options;
  return new PooledFetcher(
    createDispatchers({ guard, connections, caBundle, proxy }),
    createHeaderBuilder(options.userAgent, options.credentials),
    proxy === undefined ? undefined : guard,
  );
}

/** Far more than a crawl has. */
const MAX_LENIENT_ORIGINS = 1000;

class PooledFetcher implements Fetcher {
  readonly #dispatchers: Dispatchers;
  readonly #buildHeaders: HeaderBuilder;
  readonly #proxyGuard: AddressGuard | undefined;
  readonly #jar = new CookieJar();
  /** Whose answers broke HTTP: from the next try on they are read leniently. */
  readonly #lenientOrigins = new Set<string>();
  #closed = false;

  constructor(dispatchers: Dispatchers, buildHeaders: HeaderBuilder, proxyGuard: AddressGuard | undefined) {
    this.#dispatchers = dispatchers;
    this.#buildHeaders = buildHeaders;
    this.#proxyGuard = proxyGuard;
  }

  async fetch(request: FetchRequest): Promise<FetchResult> {
    if (this.#closed) throw new Error("the fetcher is closed");
    const startedMs = performance.now();
    const url = URL.parse(request.url);
    if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return notHttp();
    const cookie = request.cookies === true ? this.#jar.headerFor(url, Date.now()) : undefined;
    const reply = this.#refuseBehindProxy(url) ?? (await this.#exchange(url, request, cookie));
    if (this.#closed) throw new Error("the fetcher was closed");
    this.#noteBreach(url, reply);
    const result = interpretReply(reply, this.#describe(url, request), performance.now() - startedMs, Date.now());
    if (result.type !== "redirect" || reply.type !== "response") return result;
    const setsCookies = this.#jar.take(url, reply.headers["set-cookie"], cookie, Date.now());
    return setsCookies ? { ...result, setsCookies } : result;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#dispatchers.usual.destroy();
  }

  #exchange(url: URL, request: FetchRequest, cookie: string | undefined): Promise<Reply> {
    const { accept, validators = {}, maxBytes, timeoutMs, signal, onSent } = request;
    return exchange(this.#dispatcherFor(url), {
      origin: url.origin,
      path: url.pathname + url.search,
      headers: this.#buildHeaders(url, { accept, validators, cookie }),
      maxBytes,
      timeoutMs,
      signal,
      onSent,
    });
  }

  #dispatcherFor({ origin }: URL): Dispatch {
    const { usual, lenient = usual } = this.#dispatchers;
    return this.#lenientOrigins.has(origin) ? lenient : usual;
  }

  #noteBreach({ origin }: URL, reply: Reply): void {
    if (reply.type !== "error" || !breaksHttp(reply.error)) return;
    if (this.#lenientOrigins.size < MAX_LENIENT_ORIGINS) this.#lenientOrigins.add(origin);
  }

  #refuseBehindProxy({ hostname }: URL): Reply | undefined {
    const error = this.#proxyGuard === undefined ? undefined : refuseBehindProxy(this.#proxyGuard, hostname);
    if (error === undefined) return undefined;
    return { type: "error", error, phase: "connecting", status: undefined, transferredBytes: 0 };
  }

  #describe(url: URL, { validators = {}, maxBytes, timeoutMs }: FetchRequest): Asked {
    const conditional = Object.keys(conditionsFor(validators)).length > 0;
    return { url, validators, conditional, maxBytes, timeoutMs, proxied: this.#proxyGuard !== undefined };
  }
}

function notHttp(): FetchResult {
  const detail = "the URL is not an absolute http or https URL";
  return { type: "failure", reason: "http-error", detail, retry: false, transferredBytes: 0, elapsedMs: 0 };
}
