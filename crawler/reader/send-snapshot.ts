import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pack, type Pack } from "tar-stream";

/**
 * Writes the files of a folder as a tar archive, in the order of their paths and without what is no plain file. `after`
 * is the last path that the receiver has: what comes up to it is left out.
 */
export async function sendSnapshot(folder: string, after: string, output: Writable): Promise<void> {
  const archive = pack();
  const sent = pipeline(archive, output);
  try {
    for (const path of await listFiles(folder)) if (path > after) await sendFile(archive, folder, path);
    archive.finalize();
  } catch (error) {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
  }
  await sent;
}

/** Size and number of what `sendSnapshot` sends. */
export async function measureSnapshot(folder: string): Promise<{ files: number; bytes: number }> {
  const paths = await listFiles(folder);
  let bytes = 0;
  for (const path of paths) bytes += (await stat(join(folder, path))).size;
  return { files: paths.length, bytes };
}

/** By code units, as the receiver compares them. */
async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort((left, right) => (left < right ? -1 : 1));
}

async function sendFile(archive: Pack, folder: string, path: string): Promise<void> {
  const file = join(folder, path);
  const { size } = await stat(file);
  await pipeline(createReadStream(file), archive.entry({ name: path, size, mode: 0o644 }));
}
