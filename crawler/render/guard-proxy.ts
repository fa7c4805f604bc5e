import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket, type SecureContext } from "node:tls";
import { answerPageRequest, type PageTraffic } from "./page-traffic.ts";

/** The one door of one page: an HTTP proxy on loopback that the browser cannot go around. */
export interface GuardProxy extends AsyncDisposable {
  /** For the browser's proxy setting. */
  readonly server: string;
}

/**
 * Opens the proxy of a page. It ends TLS itself, so that it sees every request: each is judged, spaced, counted and
 * sent on by `traffic`. A WebSocket finds no way through, plain or in TLS, and what is no HTTP is cut off.
 */
export async function openGuardProxy(traffic: PageTraffic, secureContext: SecureContext): Promise<GuardProxy> {
  const origins = new WeakMap<object, string>();
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => void answer(request, response, origins, traffic));
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (_request, socket: Socket) => socket.destroy());
  server.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const origin = originOf(request.url ?? "");
    if (origin === undefined) return socket.destroy();
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    socket.unshift(head);
    const secure = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ["http/1.1"] });
    secure.on("error", () => socket.destroy());
    origins.set(secure, origin);
    return server.emit("connection", secure);
  });
  const port = await listenOnLoopback(server);
  return {
    server: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  origins: WeakMap<object, string>,
  traffic: PageTraffic,
): Promise<void> {
  const url = URL.parse(request.url ?? "", origins.get(request.socket));
  const { status, headers, body } =
    url === null || (url.protocol !== "http:" && url.protocol !== "https:")
      ? { status: 400, headers: {}, body: "" }
      : await answerPageRequest(request, url, traffic);
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** Of a CONNECT target, `host:port`. */
function originOf(target: string): string | undefined {
  const url = URL.parse(`https://${target}`);
  return url === null || url.pathname !== "/" ? undefined : url.origin;
}

async function listenOnLoopback(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}
