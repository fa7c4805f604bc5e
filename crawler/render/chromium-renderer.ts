import { availableParallelism } from "node:os";
import { createSecureContext } from "node:tls";
import type { BrowserContext } from "playwright-core";
import { BrowserNotStarted, BrowserProcess, type Lease } from "./browser.ts";
import { renderTimeMs } from "../request-time.ts";
import { createOwnCertificate } from "./certificate.ts";
import { Deadline, RenderTimeout } from "./deadline.ts";
import { openGuardProxy } from "./guard-proxy.ts";
import { PageTraffic } from "./page-traffic.ts";
import { PageCrashed, renderPage, type PageRules, type Rendered } from "./render-page.ts";
import { RequestGate } from "./request-gate.ts";
import { ResourceCache } from "./resource-cache.ts";
import type { Renderer, RenderRequest, RenderResult } from "./renderer.ts";
import { Slots } from "./slots.ts";
import { Upstream, type UpstreamOptions } from "./upstream.ts";

export interface ChromiumRendererOptions extends UpstreamOptions, PageRules {
  readonly executable: string;
  /** Chromium's own sandbox, on where it is not said otherwise; root never has it. */
  readonly sandbox?: boolean;
  /** Hosts that the plan's rate and concurrency hold for, `host` or `host:port` as in URLs. */
  readonly scopeHosts: readonly string[];
  /** For one page, besides what its requests wait for their turn at the site. */
  readonly timeoutMs: number;
}

/** A page takes a core while its scripts run, and some 100 MB. */
const MAX_PAGES_AT_ONCE = 4;

/** Pages that one browser has at once; further ones wait. */
export const countBrowserPages = (): number => Math.min(availableParallelism(), MAX_PAGES_AT_ONCE);

/** Letting go of a page takes milliseconds; a browser that does not manage is ended. */
const MAX_CLOSE_MS = 3000;

/** A renderer on Chromium. Opens nothing until the first page is to be rendered. */
export function createChromiumRenderer(options: ChromiumRendererOptions): Renderer {
  let engine: Engine | undefined;
  let isClosed = false;
  return {
    render: async (request) => {
      if (isClosed) throw new Error("the renderer is closed");
      engine ??= new Engine(options);
      return await engine.render(request);
    },
    close: async () => {
      isClosed = true;
      await engine?.close();
    },
  };
}

class Engine {
  readonly #options: ChromiumRendererOptions;
  readonly #certificate = createOwnCertificate(Date.now());
  readonly #secureContext = createSecureContext(this.#certificate);
  readonly #cache = new ResourceCache();
  readonly #slots = new Slots(countBrowserPages());
  readonly #closed = new AbortController();
  readonly #upstream: Upstream;
  readonly #browser: BrowserProcess;
  readonly #scopeHosts: ReadonlySet<string>;

  constructor(options: ChromiumRendererOptions) {
    this.#options = options;
    this.#upstream = new Upstream(options);
    this.#browser = new BrowserProcess({
      executable: options.executable,
      sandbox: (options.sandbox ?? true) && process.getuid?.() !== 0,
      publicKeyHash: this.#certificate.publicKeyHash,
    });
    this.#scopeHosts = new Set(options.scopeHosts);
  }

  async render(request: RenderRequest): Promise<RenderResult> {
    const startMs = performance.now();
    const done = new AbortController();
    const signal = AbortSignal.any([request.signal, this.#closed.signal, done.signal]);
    const traffic = this.#openTraffic(request, signal);
    try {
      const rendered = await this.#renderThroughProxy(request, traffic, signal);
      return { ...resultOf(rendered), ...measure(traffic, startMs) };
    } catch (error) {
      request.signal.throwIfAborted();
      this.#closed.signal.throwIfAborted();
      return { ...explain(error), ...measure(traffic, startMs) };
    } finally {
      done.abort();
    }
  }

  async close(): Promise<void> {
    this.#closed.abort(new Error("the renderer was closed"));
    await this.#browser.close();
    await this.#upstream.close();
  }

  #openTraffic(request: RenderRequest, signal: AbortSignal): PageTraffic {
    return new PageTraffic({
      request,
      upstream: this.#upstream,
      cache: this.#cache,
      gate: new RequestGate(request.intervalMs, signal),
      isOfCrawl: ({ host }) => this.#scopeHosts.has(host) || host === new URL(request.url).host,
      signal,
    });
  }

  async #renderThroughProxy(request: RenderRequest, traffic: PageTraffic, signal: AbortSignal): Promise<Rendered> {
    using _slot = await this.#slots.take();
    signal.throwIfAborted();
    await using proxy = await openGuardProxy(traffic, this.#secureContext);
    await using lease = await this.#browser.lease();
    const deadline = new Deadline(renderTimeMs(this.#options.timeoutMs, request.intervalMs), signal);
    const context = await deadline.during(this.#openContext(lease, proxy.server), "open");
    try {
      return await renderPage(context, traffic, this.#options, deadline);
    } finally {
      await closeContext(context, lease);
    }
  }

  /** One for each page: no cookie, storage or worker of a page is there for the next, whatever their order. */
  async #openContext({ browser }: Lease, server: string): Promise<BrowserContext> {
    const context = await browser.newContext({
      proxy: { server },
      userAgent: this.#options.userAgent,
      viewport: { width: 1280, height: 1024 },
      locale: "en-US",
      timezoneId: "UTC",
      reducedMotion: "reduce",
      acceptDownloads: false,
      serviceWorkers: "block",
      permissions: [],
    });
    await context.addInitScript(QUIETEN);
    return context;
  }
}

/** Dialogs, windows and connections beside HTTP have no place here; without them scripts take their other way. */
const QUIETEN = `
  window.open = () => null;
  window.alert = window.print = () => undefined;
  window.confirm = () => false;
  window.prompt = () => null;
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport", "SharedWorker"]) delete window[name];
  delete Navigator.prototype.serviceWorker;
`;

async function closeContext(context: BrowserContext, lease: Lease): Promise<void> {
  const late = Promise.withResolvers<"late">();
  const timer = setTimeout(() => late.resolve("late"), MAX_CLOSE_MS);
  try {
    const closing = context.close().catch(() => "late" as const);
    if ((await Promise.race([closing, late.promise])) === "late") await lease.kill();
  } finally {
    clearTimeout(timer);
  }
}

function resultOf(rendered: Rendered): DistributiveOmit<RenderResult, keyof Measured> {
  switch (rendered.type) {
    case "html":
      return { type: "ok", body: new TextEncoder().encode(rendered.html) };
    case "moved":
      return rendered;
    case "too-large":
      return { type: "too-large", detail: "its document has become too large" };
    default:
      return rendered satisfies never;
  }
}

type Measured = { readonly transferredBytes: number; readonly elapsedMs: number };
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const measure = ({ transferredBytes }: PageTraffic, startMs: number): Measured => ({
  transferredBytes,
  elapsedMs: performance.now() - startMs,
});

function explain(error: unknown): { type: "failure"; detail: string; retry: boolean } {
  if (error instanceof RenderTimeout) return { type: "failure", detail: `the page ${error.message}`, retry: false };
  if (error instanceof BrowserNotStarted) return { type: "failure", detail: error.message, retry: true };
  if (error instanceof PageCrashed) return { type: "failure", detail: "the page's browser process died", retry: true };
  const message = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : "";
  // Playwright's own errors name what it was told to do; a page's text is in none of those that get here.
  const isClosed = /Target (?:page|crashed|closed)|has been closed|Page crashed/i.test(message);
  const detail = isClosed ? "the page's browser process died" : `the browser failed: ${message.slice(0, 300)}`;
  return { type: "failure", detail, retry: true };
}
