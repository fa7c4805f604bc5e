import { once } from "node:events";
import { createServer, request as startRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

/** An answer in the server's place, or a connection that breaks: before the answer, or in the middle of its body. */
type Fault = { readonly status: number } | "reset" | "break off";

export interface HttpProxy extends AsyncDisposable {
  readonly port: number;
  readonly seen: SeenRequest[];
  /** Asked for every request; undefined lets it through. */
  intervene: (request: SeenRequest) => Fault | undefined;
}

/** Stands before a server on loopback, sees what it is asked, and can fail in its place. */
export async function startHttpProxy(targetPort: number): Promise<HttpProxy> {
  const proxy: Pick<HttpProxy, "seen" | "intervene"> = { seen: [], intervene: () => undefined };
  const server = createServer((request, response) => {
    const { method = "", url: path = "", headers } = request;
    const seen = { method, path, headers };
    proxy.seen.push(seen);
    const fault = proxy.intervene(seen);
    if (fault === undefined || fault === "break off") forward(request, response, targetPort, fault !== undefined);
    else if (fault === "reset") request.socket.resetAndDestroy();
    else {
      request.resume();
      response.writeHead(fault.status, { connection: "close" }).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(proxy, {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}

function forward(request: IncomingMessage, response: ServerResponse, port: number, breaksOff: boolean): void {
  const { method, url: path, headers } = request;
  const onward = startRequest({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    if (breaksOff) breakOff(answer, response);
    else answer.pipe(response);
  });
  onward.once("error", () => response.destroy());
  request.pipe(onward);
}

function breakOff(answer: IncomingMessage, response: ServerResponse): void {
  answer.once("data", (piece: Buffer) => {
    response.write(piece.subarray(0, piece.length / 2), () => response.socket?.resetAndDestroy());
    answer.destroy();
  });
  answer.once("end", () => response.socket?.resetAndDestroy());
}
