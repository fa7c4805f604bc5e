import { PieceJoiner } from "./piece-joiner.ts";

/** Gathers pieces up to a limit; holds references to large ones, copies once. */
export class ByteCollector {
  readonly #limitBytes: number;
  readonly #joiner = new PieceJoiner((piece) => this.#pieces.push(piece));
  #pieces: Buffer[] = [];
  #sizeBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** False when the piece would pass the limit; what was gathered is given up then. */
  add(piece: Buffer): boolean {
    this.#sizeBytes += piece.length;
    if (this.#sizeBytes > this.#limitBytes) {
      this.#pieces = [];
      return false;
    }
    this.#joiner.add(piece);
    return true;
  }

  /** One array with a buffer of its own: not a slice of Node's shared pool, which cannot be transferred. */
  join(): Uint8Array {
    this.#joiner.flush();
    const all = Buffer.allocUnsafeSlow(this.#sizeBytes);
    let at = 0;
    for (const piece of this.#pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    return new Uint8Array(all.buffer, 0, at);
  }
}
