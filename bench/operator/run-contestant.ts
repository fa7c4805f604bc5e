import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { toApiVersion, toKey } from "../../operator/controller/kube-object.ts";
import { startCluster, type Cluster } from "../../tests/cluster/cluster.ts";
import { installCrds } from "../../tests/cluster/install-crds.ts";
import { isDone, toPath, type Contestant } from "./contestants.ts";
import { FollowedObjects } from "./follow-objects.ts";
import { measureEdits } from "./measure-edits.ts";
import { readProcessFigures } from "./process-figures.ts";

export interface OperatorRun {
  /** From the start of the process until each object's status is about its spec. */
  readonly allSeconds: number;
  readonly allCpuSeconds: number;
  readonly peakRssMiB: number;
  /** After the edits, when nothing changes any more. */
  readonly quietRssMiB: number;
  readonly editP50Ms: number;
  readonly editP99Ms: number;
  readonly edits: number;
  readonly editCpuSeconds: number;
  readonly quietWrites: number;
  readonly quietCpuSeconds: number;
}

export interface Load {
  readonly objects: number;
  readonly editsPerSecond: number;
  readonly editSeconds: number;
  readonly quietSeconds: number;
}

/** One contestant on a control plane of its own. */
export async function runContestant(contestant: Contestant, load: Load): Promise<OperatorRun> {
  await using cluster = await startCluster();
  await installCrds(cluster.client);
  await createObjects(cluster, contestant, load.objects);
  await using followed = new FollowedObjects(cluster.client, contestant.resource, isDone);
  while (Number.isNaN(followed.pending)) await sleep(100);
  const { command, args, env } = contestant.prepare(cluster);
  const { PATH = "", HOME = "" } = process.env;
  const startedMs = performance.now();
  const child = spawn(command, args, { env: { PATH, HOME, ...env }, stdio: ["ignore", "ignore", "ignore"] });
  const ended = once(child, "exit");
  try {
    const died = ended.then(([code]: unknown[]) => {
      throw new Error(`${contestant.name} ended with ${String(code)}`);
    });
    return await Promise.race([measure(cluster, contestant, load, followed, { pid: child.pid ?? 0, startedMs }), died]);
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}

async function createObjects({ client }: Cluster, contestant: Contestant, objects: number): Promise<void> {
  const { resource, build } = contestant;
  const head = { apiVersion: toApiVersion(resource), kind: resource.kind };
  const create = async (index: number) =>
    await client.request({ method: "POST", path: toPath(contestant), body: { ...head, ...build(index) } });
  for (let start = 0; start < objects; start += 50) {
    await Promise.all(Array.from({ length: Math.min(50, objects - start) }, (_, index) => create(start + index)));
  }
}

interface Started {
  readonly pid: number;
  readonly startedMs: number;
}

async function measure(
  cluster: Cluster,
  contestant: Contestant,
  { objects, editsPerSecond, editSeconds, quietSeconds }: Load,
  followed: FollowedObjects,
  { pid, startedMs }: Started,
): Promise<OperatorRun> {
  while (followed.pending > 0) await sleep(100);
  const allSeconds = (performance.now() - startedMs) / 1000;
  const all = readProcessFigures(pid);
  const latencies = await measureEdits({
    client: cluster.client,
    edit: (turn) => ({ path: toPath(contestant, `object-${turn % objects}`), body: contestant.edit(turn) }),
    untilDone: (object) => followed.untilDone(toKey(object), object.metadata.generation ?? 0),
    editsPerSecond,
    seconds: editSeconds,
  });
  // Edits that are still under way are no part of the quiet.
  while (followed.pending > 0) await sleep(100);
  const edited = readProcessFigures(pid);
  await sleep(5000);
  const before = cluster.readWrites().length;
  await sleep(quietSeconds * 1000);
  const quiet = readProcessFigures(pid);
  const sorted = latencies.toSorted((left, right) => left - right);
  const percentile = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return {
    allSeconds,
    allCpuSeconds: all.cpuSeconds,
    peakRssMiB: quiet.peakRssMiB,
    quietRssMiB: quiet.rssMiB,
    editP50Ms: percentile(0.5),
    editP99Ms: percentile(0.99),
    edits: latencies.length,
    editCpuSeconds: edited.cpuSeconds - all.cpuSeconds,
    quietWrites: cluster.readWrites().length - before,
    quietCpuSeconds: quiet.cpuSeconds - edited.cpuSeconds,
  };
}
