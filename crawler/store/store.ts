/**
 * Where snapshots live: a small object store. Paths are relative, `/`-separated, without `.` or `..`.
 * Every implementation passes `store.contract.ts`. Only the coordinator holds one.
 */
export interface Store {
  /** A call is a round trip: many should be under way at once, and what is asked for often kept at hand. */
  readonly isRemote: boolean;
  /** The whole object, or the bytes `[start, end)` of it; undefined when there is none. */
  read(path: string, range?: { readonly start: number; readonly end: number }): Promise<Uint8Array | undefined>;
  /** The object in pieces, for files that do not fit in memory; undefined when there is none. */
  openRead(path: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** All or nothing: a reader sees the old object or the new one. Creates what leads to it. */
  write(path: string, data: string | Uint8Array): Promise<void>;
  /** The object with what `replace` wants to know of it; undefined when there is none. */
  readVersion(path: string): Promise<Versioned | undefined>;
  /**
   * As `write`, but only while the object has this version, or is not there when the version is undefined. False: it is
   * another one now, perhaps our own (where an answer was lost and the call repeated), so look before giving up.
   */
  replace(path: string, data: string | Uint8Array, version: string | undefined): Promise<boolean>;
  /** For a large object: pieces in order, visible only after `commit`. `abort` leaves nothing. */
  openWrite(path: string): Promise<StoreWriter>;
  /** Same bytes under a second name: a hard link or a server-side copy. Objects are never changed in place. */
  copy(from: string, to: string): Promise<void>;
  /** Paths of all objects below the folder, in no promised order. */
  list(folder: string): AsyncIterable<string>;
  /** Names directly below the folder, folders included, sorted. */
  names(folder: string): Promise<readonly string[]>;
  /** Removes an object, or a folder with all that is in it; fine when there is none. */
  remove(path: string): Promise<void>;
  /** Lets people follow a name (`latest`) to a folder, where the medium has links. */
  link?(name: string, folder: string): Promise<void>;
  /** What a person can open: a file path or a URI. */
  locate(path: string): string;
}

interface Versioned {
  readonly bytes: Uint8Array;
  /** Opaque: changes with the object. */
  readonly version: string;
}

export interface StoreWriter {
  write(piece: string | Uint8Array): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}

export type StoreProblem =
  /** No room, or a quota is used up. */
  | "full"
  /** No, wrong or expired credentials, or a permission that is missing. */
  | "denied"
  /** The bucket, container or account does not exist. */
  | "missing"
  /** Still too many requests after all retries. */
  | "throttled"
  | "unreachable";

/** The store cannot go on, and a person can mend it: says what and how. */
export class StoreError extends Error {
  readonly problem: StoreProblem;

  constructor(problem: StoreProblem, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "StoreError";
    this.problem = problem;
  }
}
