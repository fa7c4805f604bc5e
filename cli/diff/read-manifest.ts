import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { assetFile, pageFile, snapshotFiles } from "../../crawler/snapshot/layout.ts";
import { explainFileError } from "../input-file.ts";
import { UsageError } from "../usage-error.ts";

/** Of a manifest's line only what a comparison needs; a snapshot may come from elsewhere, so nothing is taken on trust. */
const Line = z.object({
  kind: z.enum(["page", "asset"]).default("page"),
  url: z.string().max(8192),
  path: z.string().max(4096).refine(staysBelow, "leaves the snapshot"),
  hash: z.string().max(128),
  fileHash: z.string().max(128).optional(),
});

export interface SnapshotFile {
  readonly kind: "page" | "asset";
  readonly url: string;
  /** Below the snapshot's directory. */
  readonly path: string;
  /** Equal exactly when the files are. */
  readonly hash: string;
}

const maxFiles = 2_000_000;

/** The files of a snapshot by kind and URL. */
export async function readManifest(snapshot: string): Promise<ReadonlyMap<string, SnapshotFile>> {
  const file = join(snapshot, snapshotFiles.manifest);
  const files = new Map<string, SnapshotFile>();
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      number++;
      if (line === "") continue;
      if (files.size >= maxFiles) throw new UsageError(`${file} has more than ${maxFiles} lines`);
      const entry = parseLine(line, `${file}:${number}`);
      files.set(`${entry.kind} ${entry.url}`, entry);
    }
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${file}: ${explainFileError(error)}`, error);
  }
  return files;
}

function parseLine(line: string, where: string): SnapshotFile {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new UsageError(`${where} is no JSON; crawl the site again`, error);
  }
  const parsed = Line.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UsageError(`${where}: ${issue?.path.join(".")}: ${issue?.message}; crawl the site again`);
  }
  const { kind, url, path, hash, fileHash } = parsed.data;
  return { kind, url, path: kind === "page" ? pageFile(path) : assetFile(path), hash: fileHash ?? hash };
}

function staysBelow(path: string): boolean {
  return !/[\\\0]/.test(path) && path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
