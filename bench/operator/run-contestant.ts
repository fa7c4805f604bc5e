import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "../../operator/controller/connect.ts";
import { toApiVersion, toKey } from "../../operator/controller/kube-object.ts";
import { startCluster, type Cluster } from "../../tests/cluster/cluster.ts";
import { installCrds } from "../../tests/cluster/install-crds.ts";
import { isDone, toPath, type Contestant } from "./contestants.ts";
import { readApiServerFigures, type ApiServerFigures } from "./api-server-figures.ts";
import { FollowedObjects } from "./follow-objects.ts";
import { measureEdits } from "./measure-edits.ts";
import { readProcessFigures } from "./process-figures.ts";

export interface OperatorRun {
  /** From the start of the process until each object's status is about its spec. */
  readonly allSeconds: number;
  readonly allCpuSeconds: number;
  /** The API server's own, for the same. */
  readonly allServerCpuSeconds: number;
  /** Of the controller about its kind, for each object. */
  readonly requestsPerObject: number;
  readonly peakRssMiB: number;
  /** After the edits, when nothing changes any more. */
  readonly quietRssMiB: number;
  readonly editP50Ms: number;
  readonly editP99Ms: number;
  /** Made beside the one that is followed, as many as the API server took. */
  readonly editsPerSecond: number;
  readonly editCpuSeconds: number;
  /** The API server's, the edits themselves included. */
  readonly editServerCpuSeconds: number;
  readonly requestsPerEdit: number;
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
  await installCrds(cluster.client, contestant.crds);
  await createObjects(cluster, contestant, load.objects);
  await using followed = new FollowedObjects(cluster.client, contestant.resource, isDone);
  while (Number.isNaN(followed.pending)) await sleep(100);
  const before = await readApiServerFigures(cluster.client, contestant.resource.plural);
  const { command, args, env } = contestant.prepare(cluster);
  const { PATH = "", HOME = "" } = process.env;
  const startedMs = performance.now();
  const child = spawn(command, args, { env: { PATH, HOME, ...env }, stdio: ["ignore", "ignore", "ignore"] });
  const ended = once(child, "exit");
  try {
    const died = ended.then(([code]: unknown[]) => {
      throw new Error(`${contestant.name} ended with ${String(code)}`);
    });
    return await Promise.race([
      measure(cluster, contestant, load, followed, { pid: child.pid ?? 0, startedMs, before }),
      died,
    ]);
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
  readonly before: ApiServerFigures;
}

async function measure(
  cluster: Cluster,
  contestant: Contestant,
  { objects, editsPerSecond, editSeconds, quietSeconds }: Load,
  followed: FollowedObjects,
  { pid, startedMs, before }: Started,
): Promise<OperatorRun> {
  while (followed.pending > 0) await sleep(100);
  const allSeconds = (performance.now() - startedMs) / 1000;
  const all = readProcessFigures(pid);
  const readServer = () => readApiServerFigures(cluster.client, contestant.resource.plural);
  const allServer = await readServer();
  const client = await connect(cluster.readKubeConfig());
  const {
    latenciesMs,
    edits,
    editsPerSecond: made,
  } = await measureEdits({
    client,
    noiseClient: cluster.client,
    edit: (turn) => ({ path: toPath(contestant, `object-${turn % objects}`), body: contestant.edit(turn) }),
    untilDone: (object) => followed.untilDone(toKey(object), object.metadata.generation ?? 0),
    editsPerSecond,
    seconds: editSeconds,
  });
  await client.close();
  // Edits that are still under way are no part of the quiet.
  while (followed.pending > 0) await sleep(100);
  const edited = readProcessFigures(pid);
  const editedServer = await readServer();
  await sleep(5000);
  const writesBefore = cluster.readWrites().length;
  await sleep(quietSeconds * 1000);
  const quiet = readProcessFigures(pid);
  const sorted = latenciesMs.toSorted((left, right) => left - right);
  const percentile = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return {
    allSeconds,
    allCpuSeconds: all.cpuSeconds,
    allServerCpuSeconds: allServer.cpuSeconds - before.cpuSeconds,
    requestsPerObject: (allServer.requests - before.requests) / objects,
    peakRssMiB: quiet.peakRssMiB,
    quietRssMiB: quiet.rssMiB,
    editP50Ms: percentile(0.5),
    editP99Ms: percentile(0.99),
    editsPerSecond: made,
    editCpuSeconds: edited.cpuSeconds - all.cpuSeconds,
    editServerCpuSeconds: editedServer.cpuSeconds - allServer.cpuSeconds,
    requestsPerEdit: (editedServer.requests - allServer.requests - edits) / edits,
    quietWrites: cluster.readWrites().length - writesBefore,
    quietCpuSeconds: quiet.cpuSeconds - edited.cpuSeconds,
  };
}
