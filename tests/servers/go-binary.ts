import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { exists, serversFolder, waitForLock } from "./server-cache.ts";

const run = promisify(execFile);
/** A cold build of the largest server took four minutes on two busy cores. */
const BUILD_TIMEOUT_MS = 15 * 60_000;

export interface GoCommand {
  /** Name of the command, which is the last element of its package (before a `/v2`). */
  readonly name: string;
  /** Package of the command, without the version. */
  readonly package: string;
  readonly version: string;
}

/** Path of a Go command, built once a user and version; a build that was cut off leaves nothing under that name. */
export async function goBinary({ name, package: source, version }: GoCommand): Promise<string> {
  const folder = join(serversFolder, `${name}-${version}`);
  const binary = join(folder, name);
  if (await exists(binary)) return binary;
  await mkdir(serversFolder, { recursive: true });
  await using _lock = await waitForLock(serversFolder);
  if (!(await exists(binary))) await build(`${source}@${version}`, folder);
  return binary;
}

async function build(target: string, folder: string): Promise<void> {
  const temp = await mkdtemp(join(serversFolder, ".building-"));
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
