import { randomUUID } from "node:crypto";
import { appendFileSync, constants, linkSync, renameSync, writeFileSync } from "node:fs";
import { copyFile, mkdir, open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { encodeUtf8 } from "../utf8.ts";
import { tempName } from "./paths.ts";
import type { StoreWriter } from "./store.ts";
import { errorCode, translated } from "./volume-errors.ts";

const linkRefused = new Set(["EPERM", "EXDEV", "EMLINK", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

export type LinkCall = (existing: string, name: string) => void;

/**
 * File system calls of a volume on absolute paths: each leaves the old file or the new one, whenever it is cut off.
 * What is done for every page is done synchronously: small files go to the page cache, and handing them over to the
 * thread pool and back takes 3.5 times the CPU of the calls themselves.
 */
export class VolumeFiles {
  /** Tells our temporary files from those that a killed process left. */
  readonly owner = randomUUID().slice(0, 13);
  readonly #link: LinkCall;
  readonly #folders = new Set<string>();
  #temps = 0;

  constructor(linkCall: LinkCall = linkSync) {
    this.#link = linkCall;
  }

  /** `mayWrite` is asked in one step with the writing; false: it said no. */
  async write(file: string, data: string | Uint8Array, mayWrite: () => boolean = () => true): Promise<boolean> {
    return await this.#inFolder(file, async (temp) => {
      try {
        if (!mayWrite()) return false;
        writeFileSync(temp, asBytes(data), { flag: "wx" });
        renameSync(temp, file);
        return true;
      } catch (error) {
        await rm(temp, { force: true });
        throw error;
      }
    });
  }

  async openWrite(file: string): Promise<StoreWriter> {
    return await this.#inFolder(file, async (temp) => new VolumeWriter(await open(temp, "wx"), temp, file));
  }

  async copy(from: string, to: string): Promise<void> {
    await this.#inFolder(to, async (temp) => {
      try {
        this.#link(from, to);
      } catch (error) {
        if (errorCode(error) === "EEXIST") await this.#viaTemp(temp, to, () => this.#linkOrCopy(from, temp));
        else if (linkRefused.has(errorCode(error))) await this.#viaTemp(temp, to, () => copyFile(from, temp));
        else throw error;
      }
    });
  }

  /** Makes `make(temp)` visible at `file` in one step. */
  async replace(file: string, make: (temp: string) => Promise<void>): Promise<void> {
    await this.#inFolder(file, (temp) => this.#viaTemp(temp, file, () => make(temp)));
  }

  forgetFolders(): void {
    this.#folders.clear();
  }

  async #linkOrCopy(from: string, temp: string): Promise<void> {
    try {
      this.#link(from, temp);
    } catch (error) {
      if (!linkRefused.has(errorCode(error))) throw error;
      await copyFile(from, temp, constants.COPYFILE_EXCL);
    }
  }

  async #viaTemp(temp: string, file: string, make: () => Promise<void>): Promise<void> {
    try {
      await make();
      await rename(temp, file);
    } finally {
      // After a rename onto another name of the same file, and after a failure, the temporary name is still there.
      await rm(temp, { force: true });
    }
  }

  /** Folders are made once and remembered; when one was removed behind our back the work is done a second time. */
  async #inFolder<T>(file: string, work: (temp: string) => Promise<T>): Promise<T> {
    const folder = dirname(file);
    const known = this.#folders.has(folder);
    if (!known) await this.#makeFolder(folder);
    try {
      return await work(join(folder, tempName(this.owner, this.#temps++)));
    } catch (error) {
      if (!known || errorCode(error) !== "ENOENT") throw error;
      this.#folders.clear();
      return await this.#inFolder(file, work);
    }
  }

  async #makeFolder(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    this.#folders.add(folder);
  }
}

class VolumeWriter implements StoreWriter {
  readonly #handle: FileHandle;
  readonly #temp: string;
  readonly #file: string;

  constructor(handle: FileHandle, temp: string, file: string) {
    this.#handle = handle;
    this.#temp = temp;
    this.#file = file;
  }

  async write(piece: string | Uint8Array): Promise<void> {
    await translated(this.#file, async () => appendFileSync(this.#handle.fd, asBytes(piece)));
  }

  async commit(): Promise<void> {
    await translated(this.#file, async () => {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#temp, this.#file);
    });
  }

  async abort(): Promise<void> {
    await this.#handle.close();
    await rm(this.#temp, { force: true });
  }
}

const asBytes = (data: string | Uint8Array): Uint8Array => (typeof data === "string" ? encodeUtf8(data) : data);
