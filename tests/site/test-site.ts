import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a path answers: HTML, or a handler for everything else. */
export type Page = string | ((request: IncomingMessage, response: ServerResponse) => void);

interface Visit {
  readonly path: string;
  readonly atMs: number;
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
}

/** A real HTTP server on loopback whose pages a test may change while it runs; it counts what is asked of it. */
export interface TestSite extends AsyncDisposable {
  readonly url: string;
  readonly pages: Map<string, Page>;
  readonly visits: Visit[];
  /** Requests under way at once, at most so far. */
  readonly peak: () => number;
  /** Counts anew from now on. */
  forget(): void;
}

export interface TestSiteOptions {
  readonly latencyMs?: number;
  /** Sends ETags and answers conditional requests. */
  readonly validators?: boolean;
}

export async function startTestSite(pages: Record<string, Page>, options: TestSiteOptions = {}): Promise<TestSite> {
  const content = new Map(Object.entries(pages));
  const visits: Visit[] = [];
  let underWay = 0;
  let peak = 0;
  const server = createServer((request, response) => {
    const atMs = performance.now();
    underWay += 1;
    peak = Math.max(peak, underWay);
    response.once("close", () => {
      underWay -= 1;
      visits.push({ path: request.url ?? "", atMs, status: response.statusCode, headers: request.headers });
    });
    setTimeout(() => answer(content, request, response, options), options.latencyMs ?? 0);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    pages: content,
    visits,
    peak: () => peak,
    forget: () => {
      visits.length = 0;
      peak = underWay;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function answer(
  pages: ReadonlyMap<string, Page>,
  request: IncomingMessage,
  response: ServerResponse,
  { validators = false }: TestSiteOptions,
): void {
  const page = pages.get(request.url ?? "/");
  if (page === undefined) {
    response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not found</h1>");
    return;
  }
  if (typeof page === "function") return page(request, response);
  const headers: Record<string, string> = { "content-type": "text/html; charset=utf-8" };
  if (validators) headers["etag"] = `"${hash(page)}"`;
  if (validators && request.headers["if-none-match"] === headers["etag"]) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, headers).end(page);
}

function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(16);
}

/** A page as a plain generator would write it. */
export function html(title: string, body: string, links: readonly string[] = []): string {
  const list = links.map((link) => `<li><a href="${link}">${link}</a></li>`).join("");
  return `<!doctype html><html lang="en"><head><title>${title}</title></head>
<body><main><h1>${title}</h1>${body}<ul>${list}</ul></main></body></html>`;
}

export function redirectTo(location: string, status = 301): Page {
  return (_, response) => {
    response.writeHead(status, { location }).end();
  };
}

/** Anything but HTML. */
export function sends(body: string | Uint8Array, contentType: string, headers: Record<string, string> = {}): Page {
  return (_, response) => {
    response.writeHead(200, { "content-type": contentType, ...headers }).end(body);
  };
}
