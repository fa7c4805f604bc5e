import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { exists, serversFolder, waitForLock } from "./server-cache.ts";

const run = promisify(execFile);

/**
 * Folder with an npm package that is no dependency of ours, installed once a user and lock: `folder` holds its
 * package.json and package-lock.json.
 */
export async function npmPackage(name: string, folder: string): Promise<string> {
  const lock = await readFile(join(folder, "package-lock.json"));
  const installed = join(serversFolder, `${name}-${createHash("sha256").update(lock).digest("hex").slice(0, 12)}`);
  await mkdir(serversFolder, { recursive: true });
  await using _lock = await waitForLock(serversFolder);
  if (!(await exists(installed))) await install(folder, installed);
  return join(installed, "node_modules", name);
}

async function install(folder: string, installed: string): Promise<void> {
  const temp = await mkdtemp(join(serversFolder, ".installing-"));
  try {
    for (const file of ["package.json", "package-lock.json"]) await copyFile(join(folder, file), join(temp, file));
    await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: temp });
    await rename(temp, installed);
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}
