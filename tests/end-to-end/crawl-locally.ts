import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { readSnapshot } from "../site/crawl.ts";
import type { ProvidedCluster } from "./provided-cluster.ts";

const run = promisify(execFile);
const command = resolve(import.meta.dirname, "../../cli/docsynapse.js");

/**
 * What `docsynapse run` makes of the same DocSite, in one process, with the cluster's network; undefined on a cluster
 * whose network cannot be entered from here.
 */
export async function crawlLocally({ enter }: ProvidedCluster, docSite: object) {
  if (enter === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "docsynapse-local-"));
  try {
    const file = join(folder, "docsite.yaml");
    await writeFile(file, stringify(docSite));
    const [program, ...args] = [...enter, process.execPath, command, "run", file, "--out", join(folder, "out")];
    await run(program, [...args, "--quiet"]);
    return await readSnapshot(join(folder, "out"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
