import { StoreError, type StoreProblem } from "./store.ts";

interface Trouble {
  readonly problem: Extract<StoreProblem, "full" | "denied" | "unreachable">;
  readonly remedy: string;
}

const full: Trouble = {
  problem: "full",
  remedy: "the volume is full: free space on it, make it larger, or keep fewer snapshots",
};
const denied: Trouble = {
  problem: "denied",
  remedy: "the volume does not let us: check owner, mode and mount options of the folder",
};
const away: Trouble = {
  problem: "unreachable",
  remedy: "the volume does not answer: check its mount and the storage behind it",
};
const removed: Trouble = {
  problem: "unreachable",
  remedy: "no such file: something else removed it while the crawl went on",
};
const crowded: Trouble = {
  problem: "unreachable",
  remedy: "too many files are open: raise the limit (ulimit -n) or lower the concurrency",
};

const troubles: Readonly<Record<string, Trouble>> = {
  ENOSPC: full,
  EDQUOT: full,
  EACCES: denied,
  EPERM: denied,
  EROFS: denied,
  EIO: away,
  ESTALE: away,
  ENOTCONN: away,
  EHOSTDOWN: away,
  ETIMEDOUT: away,
  ENOENT: removed,
  EMFILE: crowded,
  ENFILE: crowded,
};

export const errorCode = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** What a file system call threw, as a `StoreError` when a person can mend it. */
export function storeErrorFor(path: string, error: unknown): unknown {
  const code = errorCode(error);
  const trouble = troubles[code];
  if (trouble === undefined || error instanceof StoreError) return error;
  return new StoreError(trouble.problem, `${path}: ${trouble.remedy} (${code})`, error);
}

export async function translated<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeErrorFor(path, error);
  }
}

/** The call's value, or undefined when nothing is at the path. */
export async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(errorCode(error))) return undefined;
    throw error;
  }
}
