import { Transform, type TransformCallback } from "node:stream";
import { callbackify } from "node:util";
import { BodyTooLarge, explainDecodeError } from "./body-errors.ts";

/** Unpacks the whole input, into at most `maxBytes`. */
export type DecodeWhole = (input: Buffer, maxBytes: number) => AsyncIterable<Buffer>;

/** For encodings that must be seen whole before they are unpacked; holds at most `maxBytes` of input. */
export class WholeBodyDecoder extends Transform {
  readonly #decode: DecodeWhole;
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #sizeBytes = 0;

  constructor(decode: DecodeWhole, maxBytes: number) {
    super();
    this.#decode = decode;
    this.#maxBytes = maxBytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#sizeBytes += chunk.length;
    this.#pieces.push(chunk);
    callback(this.#sizeBytes > this.#maxBytes ? new BodyTooLarge() : null);
  }

  override _flush(callback: TransformCallback): void {
    callbackify(() => this.#decodeAll())(callback);
  }

  async #decodeAll(): Promise<void> {
    const input = Buffer.concat(this.#pieces);
    this.#pieces = [];
    try {
      for await (const output of this.#decode(input, this.#maxBytes)) {
        if (this.destroyed) break;
        this.push(output);
      }
    } catch (error) {
      throw explainDecodeError(error);
    }
  }
}
