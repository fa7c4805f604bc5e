import { contentVersion } from "./content-version.ts";
import { checkObjectPath, checkPath } from "./paths.ts";
import type { Store, StoreWriter } from "./store.ts";

/** A store in memory: for tests, and a reading of what the contract means without a file system. */
export function createMemoryStore(): Store {
  const objects = new Map<string, Uint8Array>();
  const below = (folder: string): string[] => {
    checkPath(folder);
    const prefix = folder === "" ? "" : `${folder}/`;
    return [...objects.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  };
  const at = (path: string): Uint8Array | undefined => {
    checkObjectPath(path);
    return objects.get(path);
  };
  const put = (path: string, bytes: Uint8Array): void => {
    checkObjectPath(path);
    objects.set(path, bytes);
  };
  const copy = (from: string, to: string): void => {
    const bytes = at(from);
    if (!bytes) throw new Error(`no object at ${from}`);
    put(to, bytes);
  };
  return {
    isRemote: false,
    read: async (path, range) => (range ? at(path)?.slice(range.start, range.end) : at(path)),
    openRead: async (path) => inPieces(at(path)),
    write: async (path, data) => put(path, Buffer.from(data)),
    readVersion: async (path) => {
      const bytes = at(path);
      return bytes && { bytes, version: contentVersion(bytes) };
    },
    replace: async (path, data, version) => {
      const bytes = at(path);
      if ((bytes && contentVersion(bytes)) !== version) return false;
      put(path, Buffer.from(data));
      return true;
    },
    openWrite: async (path) => {
      checkObjectPath(path);
      return writerOf((bytes) => put(path, bytes));
    },
    copy: async (from, to) => copy(from, to),
    list: (folder) => toAsync(below(folder).map((path) => (folder === "" ? path : `${folder}/${path}`))),
    names: async (folder) => [...new Set(below(folder).map((path) => path.split("/")[0] ?? path))].sort(),
    remove: async (path) => {
      checkObjectPath(path);
      objects.delete(path);
      for (const child of below(path)) objects.delete(`${path}/${child}`);
    },
    locate: (path) => `memory:${path}`,
  };
}

function inPieces(bytes: Uint8Array | undefined): AsyncIterable<Uint8Array> | undefined {
  if (!bytes) return undefined;
  const half = Math.ceil(bytes.length / 2);
  return toAsync([bytes.subarray(0, half), bytes.subarray(half)].filter((piece) => piece.length > 0));
}

async function* toAsync<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

function writerOf(commit: (bytes: Uint8Array) => void): StoreWriter {
  const pieces: Buffer[] = [];
  return {
    write: async (piece) => void pieces.push(Buffer.from(piece)),
    commit: async () => commit(Buffer.concat(pieces)),
    abort: async () => void pieces.splice(0),
  };
}
