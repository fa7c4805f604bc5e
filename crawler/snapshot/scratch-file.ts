import { randomUUID } from "node:crypto";
import { open, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { translated } from "../store/volume-errors.ts";

const pieceBytes = 256 * 1024;

/** Bytes on the local disk without a name: they are gone with the process, however it ends. */
export class ScratchFile implements AsyncDisposable {
  readonly #file: FileHandle;
  #size = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(): Promise<ScratchFile> {
    const path = join(tmpdir(), `docsynapse-${randomUUID()}`);
    return await translated(path, async () => {
      const file = await open(path, "wx+", 0o600);
      await rm(path);
      return new ScratchFile(file);
    });
  }

  /** Hands the pieces on, and keeps them. */
  async *keep(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      await translated(tmpdir(), () => this.#file.write(piece, 0, piece.length, this.#size));
      this.#size += piece.length;
      yield piece;
    }
  }

  async read({ start, end }: { readonly start: number; readonly end: number }): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafeSlow(Math.max(0, Math.min(end, this.#size) - start));
    await this.#file.read(bytes, 0, bytes.length, start);
    return bytes;
  }

  async *pieces(): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < this.#size; start += pieceBytes) {
      yield await this.read({ start, end: start + pieceBytes });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
