import type { StoreTarget } from "../../crawler/contract.ts";
import { findSnapshot, NoSnapshot } from "../../crawler/reader/find-snapshot.ts";
import { snapshotFolder } from "../../crawler/snapshot/layout.ts";
import { openStore } from "../../crawler/store/open-store.ts";
import type { StoreAccess } from "../../crawler/store/target.ts";
import { UsageError } from "../usage-error.ts";
import { PullInterrupted, type Receiver, type SnapshotSource } from "./snapshot-source.ts";

/** Requests under way: each brings 4 MiB at most, so that 64 MiB are held. */
const atOnce = 16;

/** Object storage, with the credentials of whoever calls. */
export async function openStoreSource(
  target: StoreTarget,
  access: StoreAccess,
  signal: AbortSignal,
): Promise<SnapshotSource> {
  const store = await openStore(target, access);
  return {
    name: store.locate(""),
    find: async (wanted) => {
      try {
        return await findSnapshot(store, wanted);
      } catch (error) {
        throw error instanceof NoSnapshot ? new UsageError(error.message, error) : error;
      }
    },
    copy: async (snapshot, receiver) => {
      const folder = `${snapshotFolder(snapshot)}/`;
      const paths = store.list(snapshotFolder(snapshot))[Symbol.asyncIterator]();
      const loops = Array.from({ length: atOnce }, async () => {
        for (let next = await paths.next(); next.done !== true; next = await paths.next()) {
          if (signal.aborted) throw new PullInterrupted("stopped; the same command goes on");
          await copyFile(next.value, next.value.slice(folder.length), receiver);
        }
      });
      // All of them, so that none writes after the first has failed and the directory is somebody else's.
      const ends = await Promise.allSettled(loops);
      for (const end of ends) if (end.status === "rejected") throw end.reason;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };

  async function copyFile(from: string, path: string, receiver: Receiver): Promise<void> {
    if (receiver.has(path)) return;
    const pieces = await store.openRead(from);
    if (pieces === undefined) throw new PullInterrupted(`${from} was removed meanwhile: pull a newer snapshot`);
    await receiver.put(path, pieces);
  }
}
