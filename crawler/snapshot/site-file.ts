import { z } from "zod";
import type { Store } from "../store/store.ts";
import { fileIn, latestPath, snapshotFiles } from "./layout.ts";

/** Raised when `manifest.jsonl` or `site.json` change shape: a snapshot of another format is not read, but crawled anew. */
export const snapshotFormat = 1;

export const SnapshotCounts = z.object({
  pages: z.number().int(),
  added: z.number().int(),
  changed: z.number().int(),
  removed: z.number().int(),
  unchanged: z.number().int(),
  assets: z.number().int(),
  /** Size of the pages and the assets. */
  bytes: z.number().int(),
  /** Pages folded into another one. */
  folded: z.number().int(),
});
export type SnapshotCounts = z.infer<typeof SnapshotCounts>;

/** `site.json`: what a snapshot is, and when it was made. Written last into a snapshot's folder. */
export const SiteFile = z.object({
  format: z.literal(snapshotFormat),
  snapshot: z.string(),
  site: z.string(),
  url: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  publishedAt: z.string(),
  engine: z.string(),
  /** Digest of all that makes Markdown of a page beside its bytes: validators hold only while it stays. */
  reading: z.string(),
  plan: z.string(),
  /** Digest of what llms.txt, llms-full.txt and chunks.jsonl are made of. */
  derived: z.string(),
  counts: SnapshotCounts,
});
export type SiteFile = z.infer<typeof SiteFile>;

export const LatestFile = z.object({
  format: z.number(),
  snapshot: z.string().regex(/^[\w-]{1,64}$/),
  publishedAt: z.string(),
  pages: z.number().int(),
});
export type LatestFile = z.infer<typeof LatestFile>;

/** What `latest.json` names; undefined before the first publication. */
export async function readLatest(store: Store): Promise<LatestFile | undefined> {
  return LatestFile.safeParse(parseJson(await store.read(latestPath))).data;
}

/** With the version to be replaced, which a file has that we cannot read too. */
export async function readLatestVersion(store: Store): Promise<{ latest?: LatestFile; version?: string }> {
  const found = await store.readVersion(latestPath);
  if (found === undefined) return {};
  const latest = LatestFile.safeParse(parseJson(found.bytes)).data;
  return { version: found.version, ...(latest === undefined ? {} : { latest }) };
}

/** Undefined for a snapshot that was not finished, or that another version of us wrote in another format. */
export async function readSiteFile(store: Store, snapshot: string): Promise<SiteFile | undefined> {
  return SiteFile.safeParse(parseJson(await store.read(fileIn(snapshot, snapshotFiles.site)))).data;
}

function parseJson(bytes: Uint8Array | undefined): unknown {
  if (!bytes) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
