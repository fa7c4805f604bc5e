import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildPath } from "../operator/controller/kube-object.ts";
import { kinds } from "../operator/kinds.ts";
import { startCluster, type Cluster } from "../tests/cluster/cluster.ts";
import { findFreePort } from "../tests/cluster/free-port.ts";
import { installCrds } from "../tests/cluster/install-crds.ts";
import type { SiteObject } from "../tests/operator/world.ts";

/**
 * `node bench/operator.ts [SITES]`: how long a fresh operator needs for many DocSites, what it weighs, how fast an edit
 * shows in the status while 50 others a second change, and what it writes when nothing changes.
 */
const sites = Number(process.argv[2] ?? 5000);
const editsPerSecond = 50;
const editSeconds = 20;
const namespace = "default";

await using cluster = await startCluster();
await installCrds(cluster.client);
await inChunks(range(sites), async (index) => {
  // Suspended: the figure is the controller's, not that of thousands of Jobs.
  const body = {
    apiVersion: "docsynapse.io/v1alpha1",
    kind: "DocSite",
    metadata: { name: `site-${index}` },
    spec: { url: `https://site-${index}.example.org/`, schedule: "0 3 * * *", suspend: true },
  };
  await cluster.client.request({ method: "POST", path: buildPath(kinds.docSite, { namespace }), body });
});

const port = await findFreePort();
const startedMs = performance.now();
const operator = spawn(process.execPath, [resolve(import.meta.dirname, "../operator/main.ts")], {
  env: {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    KUBECONFIG: cluster.kubeconfigFile,
    DOCSYNAPSE_HEALTH_HOST: "127.0.0.1",
    DOCSYNAPSE_HEALTH_PORT: String(port),
    DOCSYNAPSE_LOG_LEVEL: "warn",
  },
  stdio: ["ignore", "inherit", "inherit"],
});
try {
  while ((await countPending(cluster)) > 0) await sleep(500);
  const seconds = (performance.now() - startedMs) / 1000;
  const latencies = await measureEdits(cluster);
  await sleep(3000);
  const before = cluster.readWrites().length;
  await sleep(20_000);
  const writes = cluster.readWrites().length - before;
  const figures = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const read = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(figures)?.[1]);
  process.stdout.write(
    [
      `DocSites:                ${sites}`,
      `all reconciled after:    ${seconds.toFixed(1)} s`,
      `memory (RSS):            ${(read("process_resident_memory_bytes") / 2 ** 20).toFixed(0)} MiB`,
      `CPU so far:              ${read("process_cpu_seconds_total").toFixed(1)} s`,
      `edit to status, p50/p99: ${percentile(latencies, 0.5).toFixed(0)} / ${percentile(latencies, 0.99).toFixed(0)} ms`,
      `writes in 20 s of quiet: ${writes}`,
      "",
    ].join("\n"),
  );
} finally {
  operator.kill("SIGTERM");
}

async function countPending({ client }: Cluster): Promise<number> {
  let [page, pending]: [string | undefined, number] = ["", 0];
  do {
    const body: { items: SiteObject[]; metadata: { continue?: string } } = await client.request({
      method: "GET",
      path: buildPath(kinds.docSite),
      query: { limit: 1000, continue: page === "" ? undefined : page },
    });
    pending += body.items.filter(isPending).length;
    page = body.metadata.continue;
  } while (page !== undefined && page !== "");
  return pending;
}

function isPending({ status, metadata }: SiteObject): boolean {
  return status?.observedGeneration !== metadata.generation;
}

/** One edit is followed at a time; the others change beside it. */
async function measureEdits({ client }: Cluster): Promise<number[]> {
  const latencies: number[] = [];
  const endMs = performance.now() + editSeconds * 1000;
  let next = 0;
  const edit = async () => {
    const name = `site-${(next += 1) % sites}`;
    return await client.request<SiteObject>({
      method: "PATCH",
      path: buildPath(kinds.docSite, { namespace, name }),
      contentType: "application/merge-patch+json",
      body: { spec: { scope: { maxPages: next } } },
    });
  };
  const noise = setInterval(() => void edit().catch(() => undefined), 1000 / editsPerSecond);
  try {
    while (performance.now() < endMs) {
      const editedMs = performance.now();
      const { metadata } = await edit();
      const isBehind = async () => isPending(await client.read<SiteObject>(kinds.docSite, namespace, metadata.name));
      while (await isBehind()) await sleep(5);
      latencies.push(performance.now() - editedMs);
    }
  } finally {
    clearInterval(noise);
  }
  return latencies;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

async function inChunks(items: readonly number[], work: (item: number) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += 50) await Promise.all(items.slice(start, start + 50).map(work));
}
