import { connect as connectSocket, createServer, type AddressInfo, type Socket } from "node:net";

/** Between a client and a server, to come between them. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Nothing comes through from the server; neither end is told. */
  isDeaf: boolean;
  /** Cuts what was deaf off, so that the client connects anew. */
  heal(): void;
}

export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const proxy = { isDeaf: false };
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
    client.pipe(upstream);
    upstream.on("data", (data) => {
      if (!proxy.isDeaf) client.write(data);
    });
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
