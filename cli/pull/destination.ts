import { rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { DirectoryInUse, lockDirectory } from "../../crawler/local/lock.ts";
import type { FoundSnapshot } from "../../crawler/reader/find-snapshot.ts";
import {
  latestLink,
  latestPath,
  snapshotFiles,
  snapshotFolder,
  snapshotsFolder,
} from "../../crawler/snapshot/layout.ts";
import { createVolumeStore, type VolumeStore } from "../../crawler/store/volume.ts";
import { prepareOutDirectory } from "../out-directory.ts";
import { UsageError } from "../usage-error.ts";
import { checkArrived } from "./check-arrived.ts";
import type { Receiver } from "./snapshot-source.ts";

/** Smaller files are written in one call; larger ones are not held in memory. */
const smallBytes = 1024 * 1024;

export type OnArrival = (bytes: number, isWhole: boolean) => void;

/** Whether the directory holds that snapshot already; a snapshot is never changed. */
export async function holdsSnapshot(out: string, id: string): Promise<boolean> {
  return await stat(join(out, snapshotFolder(id), snapshotFiles.site)).then(
    (found) => found.isFile(),
    () => false,
  );
}

/**
 * A site's directory that receives one snapshot: files gather in a folder beside the snapshots, which gets its name when
 * all of them are there and are what the manifest says. What a pull that was cut off has received is there for the next.
 */
export class Destination implements Receiver, AsyncDisposable {
  readonly #site: VolumeStore;
  readonly #partial: VolumeStore;
  readonly #lock: AsyncDisposable;
  readonly #onArrival: OnArrival;
  readonly #there = new Set<string>();
  #last = "";

  private constructor(out: string, id: string, lock: AsyncDisposable, onArrival: OnArrival) {
    this.#site = createVolumeStore(out);
    // A name that no store lists.
    this.#partial = createVolumeStore(join(out, snapshotsFolder, `.tmp-pull-${id}`));
    this.#lock = lock;
    this.#onArrival = onArrival;
  }

  static async open(out: string, id: string, onArrival: OnArrival): Promise<Destination> {
    await prepareOutDirectory(out, "choose another directory with --out");
    const lock = await lockDirectory(out).catch((error: unknown) => {
      throw error instanceof DirectoryInUse ? new UsageError(error.message, error) : error;
    });
    const destination = new Destination(out, id, lock, onArrival);
    for await (const path of destination.#partial.list("")) destination.#note(path);
    return destination;
  }

  get count(): number {
    return this.#there.size;
  }

  get last(): string {
    return this.#last;
  }

  has(path: string): boolean {
    return this.#there.has(path);
  }

  /** A file is there whole or not at all. */
  async put(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    let held: Uint8Array[] = [];
    let heldBytes = 0;
    let writer: Awaited<ReturnType<VolumeStore["openWrite"]>> | undefined;
    try {
      for await (const piece of pieces) {
        this.#onArrival(piece.length, false);
        held.push(piece);
        heldBytes += piece.length;
        if (heldBytes < smallBytes) continue;
        writer ??= await this.#partial.openWrite(path);
        for (const each of held) await writer.write(each);
        [held, heldBytes] = [[], 0];
      }
      if (writer === undefined) await this.#partial.write(path, Buffer.concat(held));
      else {
        for (const each of held) await writer.write(each);
        await writer.commit();
      }
    } catch (error) {
      await writer?.abort().catch(() => undefined);
      throw error;
    }
    this.#onArrival(0, true);
    this.#note(path);
  }

  /** Checks every file, and gives the snapshot its name; the published one becomes this directory's latest too. */
  async finish({ id, latest }: FoundSnapshot): Promise<void> {
    await checkArrived(this.#partial.locate(""));
    await rename(this.#partial.locate(""), this.#site.locate(snapshotFolder(id)));
    if (latest === undefined) return;
    await this.#site.write(latestPath, `${JSON.stringify(latest)}\n`);
    await this.#site.link(latestLink, snapshotFolder(id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lock[Symbol.asyncDispose]();
  }

  #note(path: string): void {
    this.#there.add(path);
    if (path > this.#last) this.#last = path;
  }
}
