import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { latestPath, snapshotFiles, snapshotFolder } from "../../crawler/snapshot/layout.ts";
import { UsageError } from "../usage-error.ts";

const Latest = z.object({ snapshot: z.string().regex(/^[0-9A-Za-z][0-9A-Za-z-]{0,63}$/) });
const maxLatestBytes = 1024 * 1024;

/** The directory of the snapshot that a person means: itself, or the one that a site's directory publishes. */
export async function openSnapshot(directory: string): Promise<string> {
  if (await isFile(join(directory, snapshotFiles.manifest))) return directory;
  const latest = join(directory, latestPath);
  if (!(await isFile(latest))) {
    throw new UsageError(
      `${directory} is no snapshot: it has neither ${snapshotFiles.manifest} nor ${latestPath}; ` +
        "give a directory below snapshots/, or a site's directory",
    );
  }
  const snapshot = join(directory, snapshotFolder(await readLatest(latest)));
  if (await isFile(join(snapshot, snapshotFiles.manifest))) return snapshot;
  throw new UsageError(`${latest} names ${snapshot}, which has no ${snapshotFiles.manifest}; crawl the site again`);
}

async function readLatest(file: string): Promise<string> {
  const { size } = await stat(file);
  try {
    if (size <= maxLatestBytes) return Latest.parse(JSON.parse(await readFile(file, "utf8"))).snapshot;
  } catch (error) {
    throw new UsageError(`${file} does not name a snapshot; crawl the site again`, error);
  }
  throw new UsageError(`${file} is too large to be what it should; crawl the site again`);
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
