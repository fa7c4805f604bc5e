import { resolve } from "node:path";
import { StoreError } from "../../crawler/store/store.ts";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { printError, type Context } from "../context.ts";
import { CliExit } from "../exit-codes.ts";
import { readStoreAccess } from "../store-flags.ts";
import { Destination, holdsSnapshot } from "./destination.ts";
import { openCluster, type ClusterFlags } from "./open-cluster.ts";
import { execThroughApiServer, type ExecInPod } from "./pod-exec.ts";
import { PullProgress } from "./pull-progress.ts";
import { PullInterrupted, type SnapshotSource } from "./snapshot-source.ts";
import { openStoreSource } from "./store-source.ts";
import { openVolumeSource } from "./volume-source.ts";
import { findWhereabouts, type Whereabouts } from "./whereabouts.ts";

export interface PullFlags extends ClusterFlags {
  readonly out?: string;
  readonly snapshot?: string;
  readonly image?: string;
  readonly timeout?: number;
  readonly storeEndpoint?: string;
  readonly storeCa?: string;
  readonly quiet?: boolean;
}

/** `docsynapse pull`: a snapshot of a DocSite in a cluster, into a directory here. */
export async function pull(site: string, flags: PullFlags, context: Context): Promise<number> {
  const { client, config, namespace } = await openCluster(flags);
  try {
    return await pullFrom({ client, exec: execThroughApiServer(config), namespace, site }, flags, context);
  } finally {
    await client.close();
  }
}

export interface ClusterSite {
  readonly client: ApiClient;
  readonly exec: ExecInPod;
  readonly namespace: string;
  readonly site: string;
}

const defaultTimeoutMs = 120_000;

export async function pullFrom(cluster: ClusterSite, flags: PullFlags, context: Context): Promise<number> {
  const progress = new PullProgress(context, flags.quiet === true);
  using stop = context.listenForStop(() => progress.print("stopping, and tidying up in the cluster"));
  try {
    const where = await findWhereabouts(cluster.client, { ...cluster, name: cluster.site }, flags.snapshot);
    const out = resolve(flags.out ?? `docsynapse/${cluster.site}`);
    const wanted = flags.snapshot ?? where.published;
    if (wanted !== undefined && (await holdsSnapshot(out, wanted))) {
      progress.print(`snapshot ${wanted} is in ${out} already`);
      return CliExit.ok;
    }
    await using source = await openSource(cluster, where, flags, { context, progress, signal: stop.signal });
    await copySnapshot(source, out, flags.snapshot, progress);
    return CliExit.ok;
  } catch (error) {
    if (error instanceof PullInterrupted || error instanceof StoreError) {
      printError(context, error.message);
      const isWrong = error instanceof StoreError && (error.problem === "denied" || error.problem === "missing");
      return isWrong ? CliExit.badConfiguration : CliExit.interrupted;
    }
    throw error;
  }
}

interface Parts {
  readonly context: Context;
  readonly progress: PullProgress;
  readonly signal: AbortSignal;
}

async function openSource(
  { client, exec }: ClusterSite,
  { target, reader }: Whereabouts,
  flags: PullFlags,
  { context, progress, signal }: Parts,
): Promise<SnapshotSource> {
  if (target !== undefined && target.type !== "volume") {
    const { storeEndpoint: endpoint } = flags;
    const access = await readStoreAccess(flags, context);
    return await openStoreSource({ ...target, ...(endpoint !== undefined && { endpoint }) }, access, signal);
  }
  return await openVolumeSource({
    client,
    exec,
    facts: { ...reader, ...(flags.image !== undefined && { image: flags.image }) },
    timeoutMs: flags.timeout ?? defaultTimeoutMs,
    signal,
    onWaiting: (why) => progress.print(`the reader pod waits: ${why}`),
  });
}

async function copySnapshot(
  source: SnapshotSource,
  out: string,
  wanted: string | undefined,
  progress: PullProgress,
): Promise<void> {
  const found = await source.find(wanted);
  await using destination = await Destination.open(out, found.id, progress.arrived);
  progress.expect(found);
  const before = destination.count;
  if (before > 0) progress.print(`goes on with snapshot ${found.id}: ${before} files are there`);
  await source.copy(found.id, destination);
  await destination.finish(found);
  progress.print(`snapshot ${found.id} from ${source.name} is in ${out} (${progress.describe()})`);
}
