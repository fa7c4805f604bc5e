import { lookup as lookupHost } from "node:dns";
import type { LookupFunction } from "node:net";
import type { Dispatcher } from "undici";
import { createAddressGuard, refuseBehindProxy, type AddressGuard } from "./address-guard.ts";
import { createDispatcher } from "./dispatcher.ts";
import { exchange, type Reply } from "./exchange.ts";
import type { FetchRequest, FetchResult } from "./fetch-result.ts";
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
   * Exactly one HTTP request; redirects are not followed. Whatever a site does is a value. Rejects only with the
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
    createDispatcher({ guard, connections, caBundle, proxy }),
    createHeaderBuilder(options.userAgent, options.credentials),
    proxy === undefined ? undefined : guard,
  );
}

class PooledFetcher implements Fetcher {
  readonly #dispatcher: Dispatcher;
  readonly #buildHeaders: HeaderBuilder;
  readonly #proxyGuard: AddressGuard | undefined;
  #closed = false;

  constructor(dispatcher: Dispatcher, buildHeaders: HeaderBuilder, proxyGuard: AddressGuard | undefined) {
    this.#dispatcher = dispatcher;
    this.#buildHeaders = buildHeaders;
    this.#proxyGuard = proxyGuard;
  }

  async fetch(request: FetchRequest): Promise<FetchResult> {
    if (this.#closed) throw new Error("the fetcher is closed");
    const startedMs = performance.now();
    const url = URL.parse(request.url);
    if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return notHttp();
    const reply = this.#refuseBehindProxy(url) ?? (await this.#exchange(url, request));
    if (this.#closed) throw new Error("the fetcher was closed");
    return interpretReply(reply, this.#describe(url, request), performance.now() - startedMs, Date.now());
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#dispatcher.destroy();
  }

  #exchange(url: URL, request: FetchRequest): Promise<Reply> {
    const { accept, validators = {}, maxBytes, timeoutMs, signal, onSent } = request;
    return exchange(this.#dispatcher, {
      origin: url.origin,
      path: url.pathname + url.search,
      headers: this.#buildHeaders(url, { accept, validators }),
      maxBytes,
      timeoutMs,
      signal,
      onSent,
    });
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
