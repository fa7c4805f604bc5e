import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect as connectSocket, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@nats-io/transport-node";
import { openJetStream, type Nats } from "../../crawler/nats/nats.ts";
import { goBinary } from "./go-binary.ts";
import { natsServer } from "./server-commands.ts";

/** A real server on loopback. Its data outlives `kill`, as a pod's volume does. */
export interface NatsServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  signal(signal: NodeJS.Signals): void;
  /** With -9, as a node that loses its power to this process. */
  kill(): Promise<void>;
  /** Again on the same port with the same data. */
  start(): Promise<void>;
  connect(): Promise<Nats & AsyncDisposable>;
}

export interface NatsServerOptions {
  readonly jetStream?: boolean;
  /** Absent: a free one. */
  readonly port?: number;
  /** Further arguments, such as a configuration file. */
  readonly args?: readonly string[];
}

const START_MS = 20_000;

export async function startNats(options: NatsServerOptions = {}): Promise<NatsServer> {
  const { jetStream = true, args = [] } = options;
  const binary = await goBinary(natsServer);
  const folder = await mkdtemp(join(tmpdir(), "nats-"));
  const port = options.port ?? (await freePort());
  const storage = jetStream ? ["-js", "-sd", folder] : [];
  const command = ["-a", "127.0.0.1", "-p", String(port), ...storage, ...args];
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    child = spawn(binary, command, { stdio: "ignore" });
    const failed = once(child, "exit").then(() => {
      throw new Error(`nats-server ${command.join(" ")} ended`);
    });
    await Promise.race([failed, untilItAnswers(port)]);
    failed.catch(() => undefined);
  };
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  };

  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    signal: (signal) => void child?.kill(signal),
    kill,
    start,
    connect: async () => {
      const connection = await connect({ servers: `127.0.0.1:${port}`, maxReconnectAttempts: -1 });
      const nats = await openJetStream(connection);
      return { ...nats, [Symbol.asyncDispose]: () => connection.close() };
    },
    [Symbol.asyncDispose]: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  return port;
}

async function untilItAnswers(port: number): Promise<void> {
  const deadline = performance.now() + START_MS;
  while (!(await answers(port))) {
    if (performance.now() > deadline) throw new Error(`nothing answers on port ${port}`);
    await sleep(20);
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connectSocket(port, "127.0.0.1");
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
