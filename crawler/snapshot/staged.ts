import { createHash } from "node:crypto";
import type { Found, PageRecord, Validators } from "../messages.ts";

/**
 * A page or an asset between its result and the publication: one object, a line of JSON and then the body.
 * Published Markdown is made from it at the end, when every link's target is known.
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

/** Work of a snapshot in the making; gone after publication. */
export const workFolder = (snapshot: string): string => `work/${snapshot}`;

export function stagedPath(snapshot: string, url: string): string {
  const key = createHash("sha256").update(url).digest("hex").slice(0, 32);
  return `${workFolder(snapshot)}/staged/${key.slice(0, 2)}/${key}`;
}

export function encodeStagedPage(page: StagedPage): Uint8Array {
  const { markdown, ...head } = page;
  return Buffer.from(`${JSON.stringify(head)}\n${markdown}`, "utf8");
}

export function decodeStagedPage(bytes: Uint8Array): StagedPage {
  const [head, body] = splitAtLineFeed(bytes);
  // Our own earlier write, not foreign data: the shape is known.
  return { ...(JSON.parse(head) as Omit<StagedPage, "markdown">), markdown: body.toString("utf8") };
}

export function encodeStagedAsset(asset: StagedAsset): Uint8Array {
  const { body, ...head } = asset;
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`, "utf8"), body]);
}

export function decodeStagedAsset(bytes: Uint8Array): StagedAsset {
  const [head, body] = splitAtLineFeed(bytes);
  return { ...(JSON.parse(head) as Omit<StagedAsset, "body">), body };
}

function splitAtLineFeed(bytes: Uint8Array): [string, Buffer] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.indexOf(0x0a);
  if (end < 0) throw new Error("staged object has no header line");
  return [buffer.toString("utf8", 0, end), buffer.subarray(end + 1)];
}
