import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { buildPage } from "../sites/synthetic-page.ts";
import { Random } from "../sites/random.ts";

export interface SlowSite extends AsyncDisposable {
  /** Ends with a slash. */
  readonly url: string;
  /** When each page was asked for, but the home page that leads to all. */
  readonly askedAtMs: readonly number[];
}

const PAGE_BYTES = 5000;

/** A home page that leads to so many others of 5 kB, each of which takes its time. */
export async function startSlowSite(pages: number, latencyMs: number): Promise<SlowSite> {
  const askedAtMs: number[] = [];
  const home = buildHome(pages);
  const server = createServer((request, response) => {
    const number = Number(/^\/page-(\d+)\.html$/.exec(request.url ?? "")?.[1]);
    if (!Number.isNaN(number)) askedAtMs.push(performance.now());
    const body = request.url === "/" ? home : number < pages ? buildPageOf(number) : undefined;
    void answerLater(response, body, latencyMs);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    askedAtMs,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

async function answerLater(response: ServerResponse, body: string | undefined, latencyMs: number): Promise<void> {
  await sleep(latencyMs);
  response.writeHead(body === undefined ? 404 : 200, { "content-type": "text/html; charset=utf-8" }).end(body ?? "");
}

function buildHome(pages: number): string {
  const content = Array.from({ length: pages }, (_, number) => ({ href: `/page-${number}.html`, number }));
  return buildPage(pages, { navigation: [], content }, new Random(pages + 1));
}

/** Prose, code and tables, and as much of it as makes 5 kB. */
function buildPageOf(number: number): string {
  const html = buildPage(number, { navigation: [], content: [] }, new Random(number + 1));
  const missing = PAGE_BYTES - html.length;
  return missing <= 0 ? html : html.replace("</main>", `<p>${"More words. ".repeat(missing / 12)}</p></main>`);
}
