import type { IncomingHttpHeaders } from "node:http";
import type { Transform } from "node:stream";
import { ByteCollector } from "./byte-collector.ts";
import { BodyTooLarge, explainDecodeError, type UnreadableBody } from "./body-errors.ts";
import { buildDecoders } from "./content-encoding.ts";
import { PieceJoiner } from "./piece-joiner.ts";

/** Takes a response body piece by piece and ends, once, in `done` or `fail`. */
export interface BodySink {
  /** False: no more until `events.drain`. */
  write(chunk: Buffer): boolean;
  end(): void;
  /** Frees what decoders hold; nothing is reported any more. */
  destroy(): void;
}

export interface BodyEvents {
  done(body: Uint8Array): void;
  fail(error: Error): void;
  drain(): void;
}

/**
 * Decodes by Content-Encoding, and fails with `BodyTooLarge` as soon as more than `maxBytes` come out, so that a small
 * response that unpacks to gigabytes costs no more memory than the limit.
 */
export function openBodySink(headers: IncomingHttpHeaders, maxBytes: number, events: BodyEvents): BodySink {
  const decoders = buildDecoders(headers["content-encoding"], encodedLimit(maxBytes));
  const isIdentity = decoders.length === 0;
  if (Number(headers["content-length"] ?? 0) > (isIdentity ? maxBytes : encodedLimit(maxBytes))) {
    throw new BodyTooLarge();
  }
  return isIdentity ? new PlainSink(maxBytes, events) : new DecodingSink(decoders, maxBytes, events);
}

/** An encoding may add a little to what does not compress; an input that grows past this gives nothing. */
function encodedLimit(maxBytes: number): number {
  return Math.ceil(maxBytes * 1.1) + 65_536;
}

class PlainSink implements BodySink {
  readonly #bytes: ByteCollector;
  readonly #events: BodyEvents;

  constructor(maxBytes: number, events: BodyEvents) {
    this.#bytes = new ByteCollector(maxBytes);
    this.#events = events;
  }

  write(chunk: Buffer): boolean {
    if (!this.#bytes.add(chunk)) this.#events.fail(new BodyTooLarge());
    return true;
  }

  end(): void {
    this.#events.done(this.#bytes.join());
  }

  destroy(): void {}
}

class DecodingSink implements BodySink {
  readonly #decoders: readonly Transform[];
  readonly #bytes: ByteCollector;
  readonly #events: BodyEvents;
  readonly #inputLimit: number;
  readonly #joiner: PieceJoiner;
  #wantsMore = true;
  #inputBytes = 0;
  #settled = false;

  constructor(decoders: readonly Transform[], maxBytes: number, events: BodyEvents) {
    this.#decoders = decoders;
    this.#bytes = new ByteCollector(maxBytes);
    this.#events = events;
    this.#inputLimit = encodedLimit(maxBytes);
    this.#joiner = new PieceJoiner((piece) => {
      this.#wantsMore = decoders[0]?.write(piece) !== false;
    });
    decoders.forEach((decoder, at) => this.#attach(decoder, decoders[at + 1]));
    decoders[0]?.on("drain", () => events.drain());
  }

  write(chunk: Buffer): boolean {
    this.#inputBytes += chunk.length;
    if (this.#inputBytes > this.#inputLimit) this.#fail(new BodyTooLarge());
    if (this.#settled) return true;
    this.#wantsMore = true;
    this.#joiner.add(chunk);
    return this.#wantsMore;
  }

  end(): void {
    if (this.#settled) return;
    // Some servers label an empty body as compressed; there is nothing to unpack.
    if (this.#inputBytes === 0) return this.#done();
    this.#joiner.flush();
    this.#decoders[0]?.end();
  }

  destroy(): void {
    this.#settled = true;
    for (const decoder of this.#decoders) decoder.destroy();
  }

  #attach(decoder: Transform, next: Transform | undefined): void {
    decoder.on("error", (error) => this.#fail(explainDecodeError(error)));
    if (next === undefined) {
      decoder.on("data", (chunk: Buffer) => {
        if (!this.#bytes.add(chunk)) this.#fail(new BodyTooLarge());
      });
      decoder.on("end", () => this.#done());
    } else {
      this.#boundBetween(decoder);
      decoder.pipe(next);
    }
  }

  /** What goes from one decoder to the next may be huge although nothing comes out at the end. */
  #boundBetween(decoder: Transform): void {
    let passedBytes = 0;
    decoder.on("data", (chunk: Buffer) => {
      passedBytes += chunk.length;
      if (passedBytes > this.#inputLimit) this.#fail(new BodyTooLarge());
    });
  }

  #done(): void {
    if (this.#settled) return;
    this.destroy();
    this.#events.done(this.#bytes.join());
  }

  #fail(error: BodyTooLarge | UnreadableBody): void {
    if (this.#settled) return;
    this.destroy();
    this.#events.fail(error);
  }
}
