import { decodeUtf8, encodeUtf8 } from "./utf8.ts";
import type { Found, PageRecord, Validators } from "./messages.ts";

/**
 * A page or an asset between its reading and the publication: one object, a line of JSON and then the body. Workers
 * make a page's, the coordinator moves it unread, publishing makes the snapshot's files from it.
 */
export interface StagedPage {
  readonly record: PageRecord;
  readonly validators: Validators;
  /** What the page led to, so that a later crawl that gets a 304 for it still follows its links. */
  readonly found: readonly Found[];
  readonly markdown: string;
}

export interface StagedAsset {
  readonly contentType: string;
  readonly validators: Validators;
  readonly body: Uint8Array;
}

/** The result owns its memory, so that it may be transferred to another thread. */
export function encodeStagedPage(page: StagedPage): Uint8Array {
  const { markdown, ...head } = page;
  return encodeUtf8(`${JSON.stringify(head)}\n${markdown}`);
}

export function decodeStagedPage(bytes: Uint8Array): StagedPage {
  const [head, body] = splitAtLineFeed(bytes);
  // Our own earlier write, not foreign data: the shape is known.
  return { ...(JSON.parse(head) as Omit<StagedPage, "markdown">), markdown: decodeUtf8(body) };
}

export function encodeStagedAsset(asset: StagedAsset): Uint8Array {
  const { body, ...head } = asset;
  return Buffer.concat([encodeUtf8(`${JSON.stringify(head)}\n`), body]);
}

export function decodeStagedAsset(bytes: Uint8Array): StagedAsset {
  const [head, body] = splitAtLineFeed(bytes);
  return { ...(JSON.parse(head) as Omit<StagedAsset, "body">), body };
}

function splitAtLineFeed(bytes: Uint8Array): [string, Buffer] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.indexOf(0x0a);
  if (end < 0) throw new Error("staged object has no header line");
  return [decodeUtf8(buffer.subarray(0, end)), buffer.subarray(end + 1)];
}
