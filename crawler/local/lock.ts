import { createHash } from "node:crypto";
import { realpath, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Another process crawls into the same directory. */
export class DirectoryInUse extends Error {
  constructor(directory: string) {
    super(`another crawl is writing to ${directory}: wait for it, stop it, or choose another --out`);
    this.name = "DirectoryInUse";
  }
}

/**
 * One crawl a directory. The lock is a local socket: the system takes it back when its process ends, however it ends,
 * so there is no stale lock to clean up and no process id to mistake for another's. `name` is what a person calls it.
 */
export async function lockDirectory(directory: string, name = directory): Promise<AsyncDisposable> {
  const path = socketPath(await realpath(directory));
  const server = (await listen(path)) ?? (await takeOver(path));
  if (server === undefined) throw new DirectoryInUse(name);
  return {
    [Symbol.asyncDispose]: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** In the temporary folder, since the path of a socket may have about 100 bytes only. */
function socketPath(directory: string): string {
  const name = `docsynapse-${createHash("sha256").update(directory).digest("hex").slice(0, 24)}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

/** Undefined when something has the path already. */
function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** A socket that nobody answers on was left by a killed process. */
async function takeOver(path: string): Promise<Server | undefined> {
  if (await isAnswered(path)) return undefined;
  await rm(path, { force: true });
  return listen(path);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
