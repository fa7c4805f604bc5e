import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ProvidedCluster } from "../provided-cluster.ts";

/** The demo's cluster while it is up; its process removes the file when it ends. */
export interface RunningDemo {
  readonly pid: number;
  readonly cluster: ProvidedCluster;
}

export const cacheFolder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "docsynapse");
export const clusterFile = join(cacheFolder, "demo-cluster.json");
export const logFile = join(cacheFolder, "demo-cluster.log");

export function findRunning(): RunningDemo | undefined {
  try {
    const running = JSON.parse(readFileSync(clusterFile, "utf8")) as RunningDemo;
    process.kill(running.pid, 0);
    return running;
  } catch {
    return undefined;
  }
}
