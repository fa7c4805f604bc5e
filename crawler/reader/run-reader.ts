import type { Writable } from "node:stream";
import { snapshotFolder } from "../snapshot/layout.ts";
import { createVolumeStore } from "../store/volume.ts";
import { findSnapshot, NoSnapshot } from "./find-snapshot.ts";
import { measureSnapshot, sendSnapshot } from "./send-snapshot.ts";

/** sysexits' EX_NOINPUT: what should be read is not there. */
const noInput = 66;
const usage = "usage: reader wait | reader find FOLDER [SNAPSHOT] | reader send FOLDER SNAPSHOT [AFTER]";

/**
 * What a pod does for `docsynapse pull`: it waits, and is told by `exec` to find a snapshot in a site's folder (JSON on
 * standard output) and to send it (a tar archive). Returns the exit code; 66 says on standard error what is missing.
 */
export async function runReader(args: readonly string[], output: Writable, signal: AbortSignal): Promise<number> {
  const [verb, folder, snapshot, after = ""] = args;
  try {
    if (verb === "wait") return await wait(signal);
    if (verb === "find" && folder !== undefined) return await find(folder, snapshot, output);
    if (verb === "send" && folder !== undefined && snapshot !== undefined) {
      const store = createVolumeStore(folder);
      const { id } = await findSnapshot(store, snapshot);
      await sendSnapshot(store.locate(snapshotFolder(id)), after, output);
      return 0;
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return noInput;
  }
  process.stderr.write(`${usage}\n`);
  return 78;
}

async function wait(signal: AbortSignal): Promise<number> {
  // A timer keeps the process alive; as process 1 it is ended by a signal only if it listens.
  const timer = setInterval(() => undefined, 60_000);
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  clearInterval(timer);
  return 0;
}

async function find(folder: string, wanted: string | undefined, output: Writable): Promise<number> {
  const store = createVolumeStore(folder);
  const found = await findSnapshot(store, wanted);
  const size = await measureSnapshot(store.locate(snapshotFolder(found.id)));
  output.write(`${JSON.stringify({ ...found, ...size })}\n`);
  return 0;
}

/** Retention may take a snapshot away while it is read. */
function isMissing(error: unknown): error is Error {
  return error instanceof NoSnapshot || (error instanceof Error && "code" in error && error.code === "ENOENT");
}
