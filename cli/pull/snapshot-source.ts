import type { FoundSnapshot } from "../../crawler/reader/find-snapshot.ts";

/** Where a snapshot is taken from. */
export interface SnapshotSource extends AsyncDisposable {
  /** What a person calls it. */
  readonly name: string;
  /** The snapshot that is asked for, or else the published one. Throws `UsageError` when there is none. */
  find(wanted: string | undefined): Promise<FoundSnapshot & { readonly files?: number; readonly bytes?: number }>;
  /** Hands over every file that the receiver does not have. */
  copy(snapshot: string, receiver: Receiver): Promise<void>;
}

export interface Receiver {
  has(path: string): boolean;
  /** The last path, by code units, of what is there; empty when nothing is. */
  readonly last: string;
  put(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void>;
}

/** The connection broke, or was ended by a person: the same command goes on where it stopped. */
export class PullInterrupted extends Error {
  override readonly name = "PullInterrupted";
}
