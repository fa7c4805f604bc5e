import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { decodeText } from "../fetch/decode-text.ts";
import type { RequestGate } from "./request-gate.ts";
import type { ResourceCache } from "./resource-cache.ts";
import type { RenderRequest } from "./renderer.ts";
import type { Upstream, UpstreamRequest } from "./upstream.ts";

export interface PageTrafficOptions {
  readonly request: RenderRequest;
  readonly upstream: Upstream;
  readonly cache: ResourceCache;
  readonly gate: RequestGate;
  readonly isOfCrawl: (url: URL) => boolean;
  readonly signal: AbortSignal;
}

/** What one page asks for, and how much of it is under way. */
export class PageTraffic {
  readonly options: PageTrafficOptions;
  readonly pageUrl: URL;
  transferredBytes = 0;
  underWay = 0;
  lastChangeMs = performance.now();

  constructor(options: PageTrafficOptions) {
    this.options = options;
    this.pageUrl = new URL(options.request.url);
  }

  /** Whether something of the page still waits for its turn or its answer. */
  isWaiting(): boolean {
    return this.underWay > 0 && this.options.request.intervalMs > 0;
  }

  async track<T>(work: Promise<T>): Promise<T> {
    this.underWay += 1;
    try {
      return await work;
    } finally {
      this.underWay -= 1;
      this.lastChangeMs = performance.now();
    }
  }
}

export interface ProxyAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | Uint8Array | string;
}

const NOTHING: ProxyAnswer = { status: 204, headers: {}, body: "" };
const REFUSED: ProxyAnswer = { status: 403, headers: {}, body: "" };
const MAX_REQUEST_BODY_BYTES = 256 * 1024;

/** Answers one request of the page: from what is at hand, from the site, or with a refusal that tells the page nothing. */
export async function answerPageRequest(
  message: IncomingMessage,
  url: URL,
  traffic: PageTraffic,
): Promise<ProxyAnswer> {
  const { request, cache, gate, isOfCrawl } = traffic.options;
  const { method, headers } = message;
  if (!isForwardedMethod(method)) return REFUSED;
  if (method === "GET" && withoutFragment(url) === withoutFragment(traffic.pageUrl)) return documentOf(request);
  if (isNeedless(headers)) return NOTHING;
  const cached = method === "GET" ? cache.find(url.href) : undefined;
  if (cached !== undefined) return cached;
  const body = await readBody(message);
  if (body === "too-large") return REFUSED;
  const { pageUrl } = traffic;
  const asked = { method, url, headers, body, pageUrl, signal: traffic.options.signal };
  return await traffic.track(
    gate
      .pass(isOfCrawl(url), () => ask(asked, traffic))
      .then(
        (answer) => answer ?? REFUSED,
        () => REFUSED,
      ),
  );
}

async function ask(asked: UpstreamRequest, traffic: PageTraffic): Promise<ProxyAnswer> {
  const { upstream, cache } = traffic.options;
  // Another page may have brought it while this one waited for its turn.
  const cached = asked.method === "GET" ? cache.find(asked.url.href) : undefined;
  if (cached !== undefined) return cached;
  const response = await upstream.request(asked);
  traffic.transferredBytes += response.body.length;
  if (asked.method === "GET") cache.offer(asked.url.href, response);
  return response;
}

/** In UTF-8, as the readers decode it: a browser guesses otherwise where nothing is declared, for its scripts too. */
function documentOf({ document }: RenderRequest): ProxyAnswer {
  const type = document.contentType === "" ? "text/html" : document.contentType;
  const body = decodeText(document.body, document.charset, "html");
  return { status: 200, headers: { "content-type": `${type}; charset=utf-8` }, body };
}

type ForwardedMethod = UpstreamRequest["method"];

const METHODS: ReadonlySet<string> = new Set<ForwardedMethod>(["GET", "HEAD", "POST", "OPTIONS"]);

const isForwardedMethod = (method: string | undefined): method is ForwardedMethod => METHODS.has(method ?? "");

const NEEDLESS: ReadonlySet<string> = new Set([
  "image",
  "font",
  "video",
  "audio",
  "track",
  "object",
  "embed",
  "manifest",
  "iframe",
  "frame",
  "serviceworker",
  "report",
]);

/**
 * Frames and further documents are not part of the page, pictures are not looked at, a stream of events has no end.
 * Browsers name the purpose only to secure origins; to others, a navigation still asks for an upgrade.
 */
function isNeedless(headers: IncomingHttpHeaders): boolean {
  const purpose = headers["sec-fetch-dest"];
  return (
    headers["sec-fetch-mode"] === "navigate" ||
    headers["upgrade-insecure-requests"] !== undefined ||
    (typeof purpose === "string" && NEEDLESS.has(purpose)) ||
    headers.accept === "text/event-stream"
  );
}

async function readBody(message: IncomingMessage): Promise<Buffer | undefined | "too-large"> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_REQUEST_BODY_BYTES) return "too-large";
      chunks.push(chunk);
    }
  } catch {
    return "too-large";
  }
  return size === 0 ? undefined : Buffer.concat(chunks);
}

const withoutFragment = ({ href }: URL): string => href.split("#", 1)[0] ?? href;
