import { rmSync, writeFileSync } from "node:fs";
import { openCluster } from "../open-cluster.ts";
import { clusterFile } from "./cluster-file.ts";

/** Keeps the demo's cluster until SIGTERM; what it does meanwhile is in its log. */
const opened = await openCluster((step) => void process.stdout.write(`${step}\n`));
if (typeof opened === "string") throw new Error(opened);
writeFileSync(clusterFile, JSON.stringify({ pid: process.pid, cluster: opened.provided }));
await new Promise((resolve) => {
  // A timer keeps the process; a promise alone would not.
  const timer = setInterval(() => undefined, 2 ** 30);
  process.once("SIGTERM", () => {
    clearInterval(timer);
    resolve(undefined);
  });
});
rmSync(clusterFile);
await opened[Symbol.asyncDispose]();
process.stdout.write("the cluster is gone\n");
