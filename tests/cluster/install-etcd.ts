import { findOrUnpack } from "./unpack-debian.ts";

export const installEtcd = (): string => findOrUnpack({ name: "etcd", package: "etcd-server", folder: "etcd-debian" });
