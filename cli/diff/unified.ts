import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { explainFileError } from "../input-file.ts";
import { UsageError } from "../usage-error.ts";
import type { Change } from "./compare-snapshots.ts";
import type { SnapshotFile } from "./read-manifest.ts";

const maxBytes = 32 * 1024 * 1024;
/** Two texts with nothing in common take quadratic time. */
const timeoutMs = 5000;
const contextLines = 3;

/** The change as a patch between `a/<path>` and `b/<path>`, or a line that says that the files differ. */
export async function buildPatch(change: Change, before: string, after: string): Promise<string> {
  const oldName = change.old === undefined ? "/dev/null" : `a/${change.old.path}`;
  const newName = change.new === undefined ? "/dev/null" : `b/${change.new.path}`;
  const differ = `Files ${oldName} and ${newName} differ\n`;
  if (change.kind === "asset") return differ;
  const oldText = await readPage(before, change.old);
  const newText = await readPage(after, change.new);
  if (oldText === undefined || newText === undefined) return differ;
  if (oldText === newText) return `rename from ${change.old?.path}\nrename to ${change.new?.path}\n`;
  const options = { context: contextLines, timeout: timeoutMs };
  const patch = createTwoFilesPatch(oldName, newName, oldText, newText, undefined, undefined, options);
  return patch?.replace(/^=+\n/, "") ?? differ;
}

/** Undefined when the page is too large to compare line by line. */
async function readPage(snapshot: string, file: SnapshotFile | undefined): Promise<string | undefined> {
  if (file === undefined) return "";
  const path = join(snapshot, file.path);
  try {
    return (await stat(path)).size > maxBytes ? undefined : await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path}: ${explainFileError(error)}; the snapshot is not complete`, error);
  }
}
