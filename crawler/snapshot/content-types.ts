import { inOrder } from "./in-order.ts";
import type { PublishInput, StoredEntry } from "./publish-input.ts";
import { decodeStagedAsset } from "../staged-object.ts";
import { stagedPath } from "./staged.ts";
import { widthFor } from "./width.ts";

/** Bounds of a content type and of validators, every character escaped, fit into this. */
const headBytes = 16 * 1024;

/** Content type by URL: a file whose URL has no extension gets its own from it. */
export async function readContentTypes(input: PublishInput): Promise<Map<string, string>> {
  const types = new Map<string, string>();
  const read = inOrder(input.assets, widthFor(input.store), (stored) => readContentType(input, stored), input.signal);
  for await (const { url, type } of read) if (type !== undefined) types.set(url, type);
  return types;
}

async function readContentType({ store, plan, previous }: PublishInput, { url, source }: StoredEntry) {
  if (source === "previous") return { url, type: previous?.assets.get(url)?.contentType };
  const head = await store.read(stagedPath(plan.snapshot, url), { start: 0, end: headBytes });
  return { url, type: head && decodeStagedAsset(head).contentType };
}
