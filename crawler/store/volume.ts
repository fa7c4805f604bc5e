import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { readdir, open, rm, stat, symlink } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { contentVersion } from "./content-version.ts";
import { checkObjectPath, checkPath, isTempName, tempName } from "./paths.ts";
import type { Store } from "./store.ts";
import { translated, unlessMissing } from "./volume-errors.ts";
import { VolumeFiles, type LinkCall } from "./volume-files.ts";

export interface VolumeStore extends Store {
  link(name: string, folder: string): Promise<void>;
  /** Removes the temporary files of processes that were killed; call it while no other process writes here. */
  sweep(): Promise<void>;
}

/** Large enough for few system calls, small enough to hold several. */
const pieceBytes = 256 * 1024;

/**
 * Snapshots in a folder. A `copy` is a hard link where the file system has them, which is sound because files are
 * replaced and never changed. `hardLink` is for tests of file systems without them.
 */
export function createVolumeStore(root: string, hardLink?: LinkCall): VolumeStore {
  const base = resolve(root);
  const files = new VolumeFiles(hardLink);
  const fileOf = (path: string): string => {
    checkObjectPath(path);
    return join(base, path);
  };
  const folderOf = (path: string): string => {
    checkPath(path);
    return join(base, path);
  };
  return {
    isRemote: false,
    read: async (path, range) => {
      const file = fileOf(path);
      return await translated(file, () =>
        unlessMissing(async () => (range ? readRange(file, range) : readFileSync(file))),
      );
    },
    openRead: async (path) => {
      const file = fileOf(path);
      const found = await translated(file, () => unlessMissing(() => stat(file)));
      return found?.isFile() ? readPieces(file) : undefined;
    },
    write: async (path, data) => {
      const file = fileOf(path);
      await translated(file, () => files.write(file, data));
    },
    readVersion: async (path) => {
      const file = fileOf(path);
      const bytes = await translated(file, () => unlessMissing(async () => readFileSync(file)));
      return bytes && { bytes, version: contentVersion(bytes) };
    },
    // Against other processes the directory's lock has to help: file systems cannot compare and replace in one step.
    replace: async (path, data, version) => {
      const file = fileOf(path);
      return await translated(file, () => files.write(file, data, () => versionOf(file) === version));
    },
    openWrite: async (path) => {
      const file = fileOf(path);
      return await translated(file, () => files.openWrite(file));
    },
    copy: async (from, to) => {
      const file = fileOf(from);
      await translated(file, () => files.copy(file, fileOf(to)));
    },
    list: (folder) => listObjects(folderOf(folder), folder === "" ? "" : `${folder}/`),
    names: async (folder) => {
      const entries = await readFolder(folderOf(folder));
      return entries.map((entry) => entry.name).sort();
    },
    remove: async (path) => {
      const file = fileOf(path);
      files.forgetFolders();
      await translated(file, () => rm(file, { recursive: true, force: true }));
    },
    link: async (name, folder) => {
      const file = fileOf(name);
      const target = relative(dirname(file), folderOf(folder)) || ".";
      await translated(file, () => files.replace(file, (temp) => symlink(target, temp)));
    },
    locate: folderOf,
    sweep: async () => {
      await translated(base, () => sweepFolder(base, tempName(files.owner, 0).slice(0, -1)));
    },
  };
}

function versionOf(file: string): string | undefined {
  return existsSync(file) ? contentVersion(readFileSync(file)) : undefined;
}

function readRange(file: string, range: { readonly start: number; readonly end: number }): Uint8Array {
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    const start = Math.max(0, Math.min(range.start, size));
    const bytes = Buffer.alloc(Math.max(0, Math.min(range.end, size) - start));
    let filled = 0;
    while (filled < bytes.length) {
      const bytesRead = readSync(descriptor, bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
}

async function* readPieces(file: string): AsyncGenerator<Uint8Array> {
  await using handle = await translated(file, () => open(file, "r"));
  for (;;) {
    const piece = Buffer.allocUnsafeSlow(pieceBytes);
    const { bytesRead } = await translated(file, () => handle.read(piece, 0, pieceBytes, null));
    if (bytesRead === 0) return;
    yield piece.subarray(0, bytesRead);
  }
}

/** Symbolic links are ours (`latest`) or somebody's way out of the root: neither is part of the store. */
async function readFolder(folder: string) {
  const entries = await translated(folder, () => unlessMissing(() => readdir(folder, { withFileTypes: true })));
  return (entries ?? []).filter((entry) => !isTempName(entry.name) && (entry.isFile() || entry.isDirectory()));
}

async function* listObjects(folder: string, prefix: string): AsyncGenerator<string> {
  for (const entry of await readFolder(folder)) {
    if (entry.isDirectory()) yield* listObjects(join(folder, entry.name), `${prefix}${entry.name}/`);
    else yield prefix + entry.name;
  }
}

async function sweepFolder(folder: string, ownPrefix: string): Promise<void> {
  const entries = await unlessMissing(() => readdir(folder, { withFileTypes: true }));
  for (const entry of entries ?? []) {
    const path = join(folder, entry.name);
    if (isTempName(entry.name)) {
      if (!entry.name.startsWith(ownPrefix)) await rm(path, { recursive: true, force: true });
    } else if (entry.isDirectory()) await sweepFolder(path, ownPrefix);
  }
}
