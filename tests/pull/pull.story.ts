import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docsynapse } from "../site/cli.ts";
import { readSnapshot } from "../site/crawl.ts";

interface PullStory {
  readonly kubeconfigFile: string;
  readonly namespace: string;
  /** A DocSite that has published onto a volume. */
  readonly site: string;
}

/**
 * For a cluster with nodes: pulls a published DocSite's snapshot, and returns its files and what was said. The caller
 * compares them with what it crawled, and sees that no pod with `docsynapse.io/pull` is left.
 */
export async function tellPullStory({ kubeconfigFile, namespace, site }: PullStory) {
  const out = await mkdtemp(join(tmpdir(), "pull-story-"));
  try {
    const { code, stderr } = await docsynapse([
      "pull",
      site,
      "--namespace",
      namespace,
      "--kubeconfig",
      kubeconfigFile,
      "--out",
      out,
    ]);
    if (code !== 0) throw new Error(`pull ended with ${code}: ${stderr}`);
    return { files: await readSnapshot(out), said: stderr };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
