import { createServer, type RequestListener } from "node:http";
import { createServer as createSocketServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createFetcher, type Fetcher, type FetcherOptions, type FetchRequest } from "./fetcher.ts";

/** For tests: a server on a free port of 127.0.0.1. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Sockets that clients hold open. */
  readonly sockets: ReadonlySet<Socket>;
  /** How many connections there have been. */
  connections(): number;
}

export function serve(listener: RequestListener): Promise<TestServer> {
  return listen(createServer(listener));
}

/** Answers every connection's first bytes by hand, for what no HTTP library would send. */
export function serveRaw(answer: (socket: Socket) => void): Promise<TestServer> {
  return listen(
    createSocketServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => answer(socket));
    }),
  );
}

export async function listen(server: Server): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    sockets,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface TestFetcher extends Fetcher, AsyncDisposable {}

export function openFetcher(options: Partial<FetcherOptions> = {}): TestFetcher {
  const fetcher = createFetcher({
    userAgent: "test-agent",
    credentials: { headers: [], hosts: [] },
    allowPrivateAddresses: true,
    connections: 4,
    ...options,
  });
  return {
    fetch: (asked) => fetcher.fetch(asked),
    close: () => fetcher.close(),
    [Symbol.asyncDispose]: () => fetcher.close(),
  };
}

export function request(url: string, more: Partial<FetchRequest> = {}): FetchRequest {
  return { url, accept: "text/html", maxBytes: 1_000_000, timeoutMs: 5000, ...more };
}
