import type { IncomingHttpHeaders } from "node:http";

export interface CachedResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const MAX_CACHE_BYTES = 64 << 20;

/**
 * Scripts and styles that the pages of one crawl share: asked of a site once, however it sets its caching, and
 * however many pages run. What a page loads as data is always asked for anew.
 */
export class ResourceCache {
  readonly #responses = new Map<string, CachedResponse>();
  #bytes = 0;

  find(url: string): CachedResponse | undefined {
    return this.#responses.get(url);
  }

  offer(url: string, response: CachedResponse): void {
    const { status, headers, body } = response;
    const type = headers["content-type"] ?? "";
    if (status !== 200 || !/^(?:text|application)\/(?:x-)?(?:javascript|ecmascript|css|wasm)\b/i.test(type)) return;
    if (headers["set-cookie"] !== undefined || this.#responses.has(url)) return;
    if (this.#bytes + body.length > MAX_CACHE_BYTES) return;
    this.#bytes += body.length;
    this.#responses.set(url, response);
  }
}
