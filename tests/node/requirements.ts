import { execFileSync } from "node:child_process";
import { findOnPath } from "../cluster/debian-package.ts";

/** What is installed where it is missing: the rest is built, or unpacked without being installed. */
const packages: Readonly<Record<string, string>> = {
  buildah: "buildah",
  mmdebstrap: "mmdebstrap",
  iptables: "iptables",
  ip: "iproute2",
  openssl: "openssl",
  nsenter: "util-linux",
};

/** Why this machine can have no node of its own; undefined where it can. */
export function findMissing(): string | undefined {
  if (process.platform !== "linux") return "a cluster with pods takes Linux";
  if (process.getuid?.() !== 0) return "a cluster with pods takes root";
  const missing = Object.entries(packages).filter(([command]) => findOnPath(command) === undefined);
  if (missing.length === 0) return undefined;
  const names = missing.map(([, name]) => name);
  if (findOnPath("apt-get") === undefined) return `a cluster with pods takes ${names.join(", ")}: install them`;
  install(names);
  return undefined;
}

function install(names: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: readonly string[]) =>
    execFileSync("apt-get", args, { env, stdio: ["ignore", "ignore", "inherit"] });
  apt("update", "-qq");
  apt("install", "-qq", "--no-install-recommends", ...names);
}
