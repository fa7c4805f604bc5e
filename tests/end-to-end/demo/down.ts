import { setTimeout as sleep } from "node:timers/promises";
import { findRunning } from "./cluster-file.ts";

/** `make demo-cluster-down`: returns when nothing of the demo's cluster is left. */
const running = findRunning();
if (running === undefined) {
  process.stdout.write("there is no cluster of the demo\n");
} else {
  process.kill(running.pid, "SIGTERM");
  while (isAlive(running.pid)) await sleep(100);
  process.stdout.write("the cluster of the demo is gone\n");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
