import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { DirectoryInUse, lockDirectory } from "../../crawler/local/lock.ts";

const run = promisify(execFile);
/** A cold build of the largest server took four minutes on two busy cores. */
const BUILD_TIMEOUT_MS = 15 * 60_000;
const LOCK_POLL_MS = 500;

export interface GoCommand {
  /** Name of the command, which is the last element of its package (before a `/v2`). */
  readonly name: string;
  /** Package of the command, without the version. */
  readonly package: string;
  readonly version: string;
}

/** Path of a Go command, built once a user and version; a build that was cut off leaves nothing under that name. */
export async function goBinary({ name, package: source, version }: GoCommand): Promise<string> {
  const servers = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "docsynapse", "servers");
  const folder = join(servers, `${name}-${version}`);
  const binary = join(folder, name);
  if (await exists(binary)) return binary;
  await mkdir(servers, { recursive: true });
  // One build at a time: Go's own cache does not keep two from compiling the same packages.
  await using _lock = await waitForLock(servers);
  if (!(await exists(binary))) await build(`${source}@${version}`, servers, folder);
  return binary;
}

async function build(target: string, servers: string, folder: string): Promise<void> {
  const temp = await mkdtemp(join(servers, ".building-"));
  try {
    const env = { ...process.env, GOBIN: temp, CGO_ENABLED: "0", GOFLAGS: "-trimpath -buildvcs=false -ldflags=-s" };
    await run("go", ["install", target], { env, timeout: BUILD_TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 });
    await rename(temp, folder);
  } catch (error) {
    throw new Error(`${target} cannot be built: it needs Go in PATH and the Go module proxy`, { cause: error });
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

async function waitForLock(folder: string): Promise<AsyncDisposable> {
  for (;;) {
    try {
      return await lockDirectory(folder);
    } catch (error) {
      if (!(error instanceof DirectoryInUse)) throw error;
      await sleep(LOCK_POLL_MS);
    }
  }
}

const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
