import { StoreError, type StoreProblem } from "./store.ts";

type VolumeProblem = Extract<StoreProblem, "full" | "denied" | "unreachable">;

const problems: Readonly<Record<string, VolumeProblem>> = {
  ENOSPC: "full",
  EDQUOT: "full",
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "denied",
  EIO: "unreachable",
  ESTALE: "unreachable",
  ENOTCONN: "unreachable",
  EHOSTDOWN: "unreachable",
  ETIMEDOUT: "unreachable",
};

const remedies: Readonly<Record<VolumeProblem, string>> = {
  full: "the volume is full: free space on it, make it larger, or keep fewer snapshots",
  denied: "the volume does not let us: check owner, mode and mount options of the folder",
  unreachable: "the volume does not answer: check its mount and the storage behind it",
};

export const errorCode = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** What a file system call threw, as a `StoreError` when a person can mend it. */
export function storeErrorFor(path: string, error: unknown): unknown {
  const code = errorCode(error);
  const problem = problems[code];
  if (problem === undefined || error instanceof StoreError) return error;
  return new StoreError(problem, `${path}: ${remedies[problem]} (${code})`, error);
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
