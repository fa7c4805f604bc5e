/**
 * Joins tiny pieces of a stream into blocks, and passes larger ones through as they are. A site that sends its body
 * byte by byte would else cost an object of a hundred bytes, or a round through a decoder, for each.
 */
export class PieceJoiner {
  readonly #emit: (piece: Buffer) => void;
  #block = NO_BYTES;
  /** The block's bytes before this were emitted; those up to `#end` wait. */
  #start = 0;
  #end = 0;

  constructor(emit: (piece: Buffer) => void) {
    this.#emit = emit;
  }

  add(piece: Buffer): void {
    if (piece.length >= TINY_BYTES) {
      this.flush();
      this.#emit(piece);
      return;
    }
    if (this.#end + piece.length > this.#block.length) this.#nextBlock();
    this.#block.set(piece, this.#end);
    this.#end += piece.length;
  }

  flush(): void {
    if (this.#end === this.#start) return;
    const waiting = this.#block.subarray(this.#start, this.#end);
    this.#start = this.#end;
    this.#emit(waiting);
  }

  #nextBlock(): void {
    this.flush();
    // The first tiny piece is often the only one.
    this.#block = Buffer.allocUnsafeSlow(this.#block.length === 0 ? TINY_BYTES : BLOCK_BYTES);
    this.#start = 0;
    this.#end = 0;
  }
}

const TINY_BYTES = 1024;
const BLOCK_BYTES = 16_384;
const NO_BYTES: Buffer = Buffer.alloc(0);
