import type { Readable } from "node:stream";

/**
 * What object storage has in common, on whole keys: each cloud's SDK stands behind one of these, and
 * `createObjectStore` makes a store of it. Calls repeat what may be repeated and throw the SDK's own errors.
 */
export interface ObjectClient {
  /** What a person calls the bucket, `s3://name`, without a slash at the end. */
  readonly location: string;
  /** Undefined: there is no such object. A range beyond its end gives no bytes. */
  get(key: string, range?: ByteRange): Promise<Uint8Array | undefined>;
  /** ETag or generation; undefined: there is no such object. */
  versionOf(key: string): Promise<string | undefined>;
  /** False: the condition did not hold. */
  put(key: string, bytes: Uint8Array, options: PutOptions): Promise<boolean>;
  /** In parts, so that memory stays bounded; visible once it has resolved. Aborting leaves nothing that a reader sees. */
  upload(key: string, body: Readable, contentType: string, signal: AbortSignal): Promise<void>;
  /** On the server; false: there is no `from`. */
  copy(from: string, to: string): Promise<boolean>;
  /** In pages of at most a thousand keys. With a delimiter, names that go on behind it come once, as folders. */
  list(prefix: string, delimiter?: "/"): AsyncIterable<ListedPage>;
  /** At most a thousand; fine when some are not there. */
  delete(keys: readonly string[]): Promise<void>;
  /** A `StoreError` for what a person can mend, else the error as it was. */
  explain(error: unknown): unknown;
}

/** Bytes from `start` up to, and not including, `end`; never empty. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface PutOptions {
  readonly contentType: string;
  /** The version that must be there now; `absent`: none may be. */
  readonly onlyIf?: { readonly version: string } | "absent";
}

export interface ListedPage {
  readonly keys: readonly string[];
  /** Each with its delimiter at the end. */
  readonly folders: readonly string[];
}

/** Of an upload in parts: two of them are held at a time. The smallest that S3 admits is 5 MiB. */
export const partBytes = 8 * 1024 * 1024;
export const partsUnderWay = 2;
/** Tries of one request, with growing and random pauses between them: up to half a minute in all. */
export const maxTries = 6;
/** Without an answer for so long a request counts as failed. */
export const requestTimeoutMs = 60_000;
