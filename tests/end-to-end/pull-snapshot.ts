import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { readSnapshot } from "../site/crawl.ts";
import type { ProvidedCluster } from "./provided-cluster.ts";

const run = promisify(execFile);
const command = resolve(import.meta.dirname, "../../cli/docsynapse.js");

/** What `docsynapse pull` brings of a DocSite's published snapshot, and what it says. */
export async function pullSnapshot({ enter, kubeconfigFile }: ProvidedCluster, namespace: string, site: string) {
  const out = await mkdtemp(join(tmpdir(), "docsynapse-pull-"));
  try {
    const where = ["--namespace", namespace, "--kubeconfig", kubeconfigFile, "--out", out];
    const [program = "", ...args] = [...(enter ?? []), process.execPath, command, "pull", site, ...where];
    const { stderr } = await run(program, args);
    return { files: await readSnapshot(out), said: stderr };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
