import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, renameSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cached } from "./server-cache.ts";

/** Path of etcd: the one on the PATH, else Debian's, unpacked into the cache without being installed. */
export function installEtcd(): string {
  return findOnPath("etcd") ?? join(cached("etcd-debian", unpack), "usr/bin/etcd");
}

function findOnPath(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function unpack(folder: string): void {
  try {
    run(folder, "apt-get", "download", "etcd-server");
  } catch {
    // A bare machine has no package lists yet.
    run(folder, "apt-get", "update", "-qq");
    run(folder, "apt-get", "download", "etcd-server");
  }
  const name = readdirSync(folder).find((file) => file.endsWith(".deb"));
  if (name === undefined) throw new Error("apt-get download left no package of etcd-server");
  renameSync(join(folder, name), join(folder, "etcd.deb"));
  run(folder, "dpkg", "-x", "etcd.deb", ".");
}

function run(cwd: string, command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
}
