import type { Store } from "./store.ts";

/**
 * Snapshots in one store and the work on them, all below `workRoot`, in another: what is staged is soon read back, and
 * a crawl in this process can only be continued where its journal is. Copies never lead from one to the other.
 */
export function withLocalWork(snapshots: Store, work: Store, workRoot: string): Store {
  const holderOf = (path: string): Store => (path === workRoot || path.startsWith(`${workRoot}/`) ? work : snapshots);
  return {
    isRemote: snapshots.isRemote,
    read: (path, range) => holderOf(path).read(path, range),
    openRead: (path) => holderOf(path).openRead(path),
    write: (path, data) => holderOf(path).write(path, data),
    readVersion: (path) => holderOf(path).readVersion(path),
    replace: (path, data, version) => holderOf(path).replace(path, data, version),
    openWrite: (path) => holderOf(path).openWrite(path),
    copy: (from, to) => holderOf(to).copy(from, to),
    list: (folder) => holderOf(folder).list(folder),
    names: (folder) => holderOf(folder).names(folder),
    remove: (path) => holderOf(path).remove(path),
    locate: (path) => holderOf(path).locate(path),
  };
}
