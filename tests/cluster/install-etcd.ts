import { findCommand } from "./debian-package.ts";

export function installEtcd(): string {
  return findCommand("etcd", { package: "etcd-server", path: "usr/bin/etcd" });
}
