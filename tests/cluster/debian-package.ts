import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, renameSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cached } from "./server-cache.ts";

/** Path of a command: the one on the PATH, else that of Debian's package, unpacked without being installed. */
export function findCommand(name: string, debian: { readonly package: string; readonly path: string }): string {
  return findOnPath(name) ?? join(unpackDebian(debian.package), debian.path);
}

export function findOnPath(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Folder of the cache with a package's files: no service of it starts, and nothing of the machine changes. */
export function unpackDebian(name: string): string {
  return cached(`${name}-debian`, (folder) => {
    download(folder, name);
    const file = readdirSync(folder).find((each) => each.endsWith(".deb"));
    if (file === undefined) throw new Error(`apt-get download left no package of ${name}`);
    renameSync(join(folder, file), join(folder, "package.deb"));
    run(folder, "dpkg", "-x", "package.deb", ".");
  });
}

function download(folder: string, name: string): void {
  try {
    run(folder, "apt-get", "download", name);
  } catch {
    // A bare machine has no package lists yet.
    run(folder, "apt-get", "update", "-qq");
    run(folder, "apt-get", "download", name);
  }
}

function run(cwd: string, command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
}
