import { connect as connectSocket, createServer, type AddressInfo, type Socket } from "node:net";

/** Between a client and a server, to come between them. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Nothing comes through from the server; neither end is told. */
  isDeaf: boolean;
  /** What comes through is late by so much and bounded so, in each direction of each connection. */
  slowness: Slowness | undefined;
  /** Cuts what was deaf off, so that the client connects anew. */
  heal(): void;
}

interface Slowness {
  readonly delayMs: number;
  readonly bytesPerSecond: number;
}

export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const proxy: Pick<TcpProxy, "isDeaf" | "slowness"> = { isDeaf: false, slowness: undefined };
  const listener = createServer((client) => {
    const upstream = connectSocket(target, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    forward(client, upstream, () => proxy.slowness);
    forward(upstream, client, () => (proxy.isDeaf ? "nothing" : proxy.slowness));
  });
  await new Promise<void>((resolve) => {
    listener.listen(0, "127.0.0.1", resolve);
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return Object.assign(proxy, {
    port: (listener.address() as AddressInfo).port,
    heal: () => {
      cut();
      proxy.isDeaf = false;
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise<void>((resolve) => {
        listener.close(() => resolve());
      });
    },
  });
}

/** In order, each piece when the one before it is through. */
function forward(from: Socket, to: Socket, passage: () => Slowness | "nothing" | undefined): void {
  let throughAtMs = 0;
  from.on("data", (data) => {
    const way = passage();
    if (way === "nothing") return;
    const nowMs = performance.now();
    const { delayMs, bytesPerSecond } = way ?? { delayMs: 0, bytesPerSecond: Infinity };
    throughAtMs = Math.max(throughAtMs, nowMs + delayMs) + (data.length / bytesPerSecond) * 1000;
    if (throughAtMs <= nowMs) to.write(data);
    else setTimeout(() => to.write(data), throughAtMs - nowMs);
  });
}
