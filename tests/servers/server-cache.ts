import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DirectoryInUse, lockDirectory } from "../../crawler/local/lock.ts";

const LOCK_POLL_MS = 500;

/** Servers that tests start, built or installed once a user and version. */
export const serversFolder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "docsynapse", "servers");

/** One builds at a time: two that need the same would only do the same work. The lock ends with its process. */
export async function waitForLock(folder: string): Promise<AsyncDisposable> {
  for (;;) {
    try {
      return await lockDirectory(folder);
    } catch (error) {
      if (!(error instanceof DirectoryInUse)) throw error;
      await sleep(LOCK_POLL_MS);
    }
  }
}

export const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
