import { spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installKubectl } from "../../cluster/install-kubectl.ts";
import { Kubectl } from "../../node/kubectl.ts";
import { cacheFolder, findRunning, logFile, type RunningDemo } from "./cluster-file.ts";
import { playDemo } from "./demo.ts";

const startedAtMs = performance.now();

function tell(line: string): void {
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(0).padStart(4);
  process.stdout.write(line.startsWith(" ") || line.startsWith("\n") ? `${line}\n` : `${seconds} s  ${line}\n`);
}

/** `make demo-cluster`: a cluster that stays until `make demo-cluster-down`, and the first crawl in it. */
const { cluster } = findRunning() ?? (await startCluster());
await playDemo({ cluster, kubectl: new Kubectl(cluster.kubeconfigFile) }, tell);
tell("look around, and remove it all with `make demo-cluster-down`:");
process.stdout.write(`
  export KUBECONFIG=${cluster.kubeconfigFile}
  alias kubectl=${installKubectl().kubectl}
  kubectl get docsites,crawls -A -o wide
  kubectl describe docsite guide -n demo
  kubectl annotate docsite guide -n demo docsynapse.io/crawl-requested-at="$(date -Iseconds)" --overwrite

`);

async function startCluster(): Promise<RunningDemo> {
  mkdirSync(cacheFolder, { recursive: true });
  const log = openSync(logFile, "w");
  const holder = spawn(process.execPath, [join(import.meta.dirname, "hold.ts")], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  holder.unref();
  let told = 0;
  for (;;) {
    const lines = readFileSync(logFile, "utf8").split("\n").slice(0, -1);
    for (const line of lines.slice(told)) tell(line);
    told = lines.length;
    const running = findRunning();
    if (running?.pid === holder.pid && running !== undefined) return running;
    if (holder.exitCode !== null) throw new Error(`no cluster for the demo: see ${logFile}`);
    await sleep(200);
  }
}
