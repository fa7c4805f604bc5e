import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, connect, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const START_TIMEOUT_MS = 60_000;
const KEPT_OUTPUT_CHARACTERS = 4000;

export interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** On loopback, where it will listen. */
  readonly port: number;
}

export interface RunningServer extends AsyncDisposable {
  readonly pid: number;
}

/** Starts a server and waits until it listens; it ends with the handle, or else with this process. */
export async function startServer({ file, args, env, port }: ServerCommand): Promise<RunningServer> {
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (text: string): void => void (output = (output + text).slice(-KEPT_OUTPUT_CHARACTERS));
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  const exited = once(child, "exit");
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async (): Promise<void> => {
    process.off("exit", kill);
    kill();
    await exited.catch(() => undefined);
  };
  const { pid } = child;
  const listens = await Promise.race([
    waitUntilListening(port),
    exited.then(
      () => false,
      () => false,
    ),
  ]);
  if (listens && pid !== undefined) return { pid, [Symbol.asyncDispose]: stop };
  await stop();
  throw new Error(`${file} did not start on port ${port}: ${output}`);
}

/** A port that was free a moment ago. */
export async function findPort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function waitUntilListening(port: number): Promise<boolean> {
  const deadlineMs = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadlineMs) {
    if (await isListening(port)) return true;
    await sleep(50);
  }
  return false;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
