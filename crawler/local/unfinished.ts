import { createHash } from "node:crypto";
import { z } from "zod";
import type { Plan } from "../contract.ts";
import { engineVersion } from "../snapshot/engine.ts";
import { readLatest } from "../snapshot/site-file.ts";
import { workFolder } from "../snapshot/staged.ts";
import type { Store } from "../store/store.ts";

/** What an earlier run of the same crawl left to be continued. */
export interface Unfinished {
  readonly snapshot: string;
  /** All pages were there, but the publish gate refused them. */
  readonly wasRefused: boolean;
}

const WorkFile = z.object({
  digest: z.string(),
  /** The snapshot that `latest` named when the crawl began: what the site called unchanged is unchanged since then. */
  base: z.string().optional(),
  refused: z.boolean().default(false),
});

const workFile = (snapshot: string): string => `${workFolder(snapshot)}/work.json`;

/** A crawl may be continued under another pace or gate; whatever decides what is crawled has to be the same. */
export function crawlDigest(plan: Plan): string {
  const { snapshot: _, publish: __, retention: ___, workers: ____, streams: _____, politeness, ...rest } = plan;
  const { robots, userAgent } = politeness;
  return createHash("sha256")
    .update(JSON.stringify([engineVersion, rest, robots, userAgent]))
    .digest("hex");
}

/** Newest first; what cannot be continued under this plan is removed. */
export async function findUnfinished(store: Store, plan: Plan, base?: string): Promise<Unfinished | undefined> {
  const published = await store.names("snapshots");
  let newest: Unfinished | undefined;
  for (const snapshot of (await store.names("work")).toReversed()) {
    const work = await readWork(store, snapshot);
    const isPublished = published.includes(snapshot) && (await isLatest(store, snapshot));
    const isSame = work?.digest === crawlDigest(plan) && work.base === base;
    if (newest === undefined && !isPublished && isSame) {
      newest = { snapshot, wasRefused: work.refused };
    } else await discardWork(store, snapshot);
  }
  return newest;
}

export async function recordWork(store: Store, plan: Plan, base?: string, refused = false): Promise<void> {
  const work = { digest: crawlDigest(plan), base, refused } satisfies z.input<typeof WorkFile>;
  await store.write(workFile(plan.snapshot), JSON.stringify(work));
}

export async function discardWork(store: Store, snapshot: string): Promise<void> {
  await store.remove(workFolder(snapshot));
  if (!(await isLatest(store, snapshot))) await store.remove(`snapshots/${snapshot}`);
}

export async function readWork(store: Store, snapshot: string): Promise<z.infer<typeof WorkFile> | undefined> {
  const bytes = await store.read(workFile(snapshot));
  if (bytes === undefined) return undefined;
  try {
    return WorkFile.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch {
    return undefined;
  }
}

const isLatest = async (store: Store, snapshot: string): Promise<boolean> =>
  (await readLatest(store))?.snapshot === snapshot;
