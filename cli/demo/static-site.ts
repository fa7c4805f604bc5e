import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".gif": "image/gif",
  ".svg": "image/svg+xml",
};

/** Serves a folder on loopback, with validators, until it is disposed of; on another port when that one is taken. */
export async function serveFolder(
  folder: string,
  wantedPort: number,
): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    void answer(folder, pathname, request.headers["if-modified-since"], response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") server.listen(0, "127.0.0.1");
      else reject(error);
    });
    server.once("listening", resolve);
    server.listen(wantedPort, "127.0.0.1");
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

async function answer(
  folder: string,
  path: string,
  since: string | undefined,
  response: ServerResponse,
): Promise<void> {
  const file = join(folder, normalize(decodeURIComponent(path)), path.endsWith("/") ? "index.html" : "");
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) {
    response.writeHead(404).end();
    return;
  }
  const lastModified = found.mtime.toUTCString();
  if (since === lastModified) {
    response.writeHead(304).end();
    return;
  }
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": type, "last-modified": lastModified, "content-length": found.size });
  createReadStream(file).pipe(response);
}
