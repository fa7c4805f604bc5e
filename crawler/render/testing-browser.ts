import { createChromiumRenderer, type ChromiumRendererOptions } from "./chromium-renderer.ts";
import { findBrowser } from "./find-browser.ts";
import type { Renderer, RenderRequest } from "./renderer.ts";

/** For tests: the browser of this machine. They skip themselves where there is none, which is never so in CI. */
export const browser = findBrowser(process.env["PATH"] ?? "");

export interface TestRenderer extends Renderer, AsyncDisposable {}

export function openRenderer(options: Partial<ChromiumRendererOptions> = {}): TestRenderer {
  const renderer = createChromiumRenderer({
    executable: browser ?? "none",
    userAgent: "test-agent",
    credentials: { headers: [], hosts: [] },
    scopeHosts: [],
    allowPrivateAddresses: true,
    timeoutMs: 20_000,
    maxBytes: 8 << 20,
    ...options,
  });
  return {
    render: (request) => renderer.render(request),
    close: () => renderer.close(),
    [Symbol.asyncDispose]: () => renderer.close(),
  };
}

/** A page as its site answered. */
export function pageOf(url: string, html: string, more: Partial<RenderRequest> = {}): RenderRequest {
  const body = new TextEncoder().encode(html);
  const document = { body, contentType: "text/html", charset: "utf-8" };
  return { url, document, intervalMs: 0, signal: new AbortController().signal, ...more };
}

export function textOf(result: Awaited<ReturnType<Renderer["render"]>>): string {
  return result.type === "ok" ? new TextDecoder().decode(result.body) : JSON.stringify(result);
}
