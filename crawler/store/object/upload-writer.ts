import { once } from "node:events";
import { PassThrough, type Readable } from "node:stream";
import type { StoreWriter } from "../store.ts";

/** How much is taken before a writer has to wait for the upload. */
const bufferedBytes = 1024 * 1024;

/** Feeds what is written to an upload that reads a stream: a slow service slows the writer down. */
export class UploadWriter implements StoreWriter {
  readonly #body = new PassThrough({ highWaterMark: bufferedBytes });
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(upload: (body: Readable, signal: AbortSignal) => Promise<void>) {
    this.#done = upload(this.#body, this.#stop.signal);
    // The upload tells of every end of the stream, and may fail long before the commit that asks.
    this.#body.on("error", () => undefined);
    this.#done.catch(() => this.#body.destroy());
  }

  async write(piece: string | Uint8Array): Promise<void> {
    if (piece.length === 0) return;
    if (this.#body.destroyed) return await this.#done;
    if (!this.#body.write(piece)) await Promise.race([once(this.#body, "drain"), this.#done]);
  }

  async commit(): Promise<void> {
    this.#body.end();
    await this.#done;
  }

  async abort(): Promise<void> {
    this.#stop.abort();
    // With an error, or else some SDKs wait for the stream's end for ever.
    this.#body.destroy(new Error("the upload was given up"));
    await this.#done.catch(() => undefined);
  }
}
