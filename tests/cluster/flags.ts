import { join } from "node:path";

export function toFlags(flags: object): string[] {
  return Object.entries(flags).map(([name, value]) => `--${name}=${String(value)}`);
}

/** Of an etcd alone, with its data below the folder. */
export function buildEtcdFlags(folder: string, client: string, peer: string) {
  return {
    "data-dir": join(folder, "etcd"),
    "listen-client-urls": client,
    "advertise-client-urls": client,
    "listen-peer-urls": peer,
    "initial-advertise-peer-urls": peer,
    "initial-cluster": `default=${peer}`,
    // Nothing here outlives the test.
    "unsafe-no-fsync": true,
  };
}
