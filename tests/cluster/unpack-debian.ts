import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, renameSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cached } from "./server-cache.ts";

export interface DebianProgram {
  readonly name: string;
  readonly package: string;
  /** Of the cache. */
  readonly folder: string;
}

/** Path of a program: the one on the PATH, else Debian's, unpacked into the cache without being installed. */
export function findOrUnpack({ name, package: packageName, folder }: DebianProgram): string {
  const unpacked = (): string =>
    join(
      cached(folder, (target) => unpack(packageName, target)),
      "usr/bin",
      name,
    );
  return findOnPath(name) ?? unpacked();
}

function findOnPath(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function unpack(packageName: string, folder: string): void {
  try {
    run(folder, "apt-get", "download", packageName);
  } catch {
    // A bare machine has no package lists yet.
    run(folder, "apt-get", "update", "-qq");
    run(folder, "apt-get", "download", packageName);
  }
  const file = readdirSync(folder).find((name) => name.endsWith(".deb"));
  if (file === undefined) throw new Error(`apt-get download left no package of ${packageName}`);
  renameSync(join(folder, file), join(folder, "package.deb"));
  run(folder, "dpkg", "-x", "package.deb", ".");
}

function run(cwd: string, command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
}
