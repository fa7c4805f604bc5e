import type { StoreWriter } from "../store/store.ts";
import { digestOf } from "./digest.ts";
import { inOrder } from "./in-order.ts";
import { assetFile, fileIn } from "./layout.ts";
import { encodeEntry, type AssetEntry } from "./manifest.ts";
import { orderedValidators } from "./page-entry.ts";
import type { PublishInput, StoredEntry } from "./publish-input.ts";
import type { SiteIndex } from "./site-index.ts";
import { decodeStagedAsset } from "../staged-object.ts";
import { stagedPath } from "./staged.ts";
import { widthFor } from "./width.ts";

/** Assets may be large, so fewer than pages are held at a time. */
const pagesAnAsset = 2;

/** Writes every asset and its line of the manifest; gives their number and size. */
export async function writeAssets(input: PublishInput, site: SiteIndex, manifest: StoreWriter) {
  let count = 0;
  let bytes = 0;
  const width = widthFor(input.store) / pagesAnAsset;
  const written = inOrder(site.assets, width, (stored) => writeAsset(input, site, stored), input.signal);
  for await (const entry of written) {
    await manifest.write(encodeEntry(entry));
    count += 1;
    bytes += entry.bytes;
  }
  return { count, bytes };
}

async function writeAsset(input: PublishInput, site: SiteIndex, stored: StoredEntry): Promise<AssetEntry> {
  const path = site.assetPaths.get(stored.url);
  if (path === undefined) throw new Error(`no file path was given to ${stored.url}`);
  const target = fileIn(input.plan.snapshot, assetFile(path));
  const before = input.previous?.assets.get(stored.url);
  const body = stored.source === "staged" ? await readStaged(input, stored.url) : undefined;
  const content = body ? { contentType: body.contentType, hash: digestOf(body.body), bytes: body.body.length } : before;
  if (!content) throw new Error(`the last snapshot does not have ${stored.url}, which was said to be unchanged`);
  if (input.previous && before?.hash === content.hash)
    await input.store.copy(input.previous.assetFile(before.path), target);
  else if (body) await input.store.write(target, body.body);
  return {
    kind: "asset",
    url: stored.url,
    path,
    contentType: content.contentType,
    hash: content.hash,
    bytes: content.bytes,
    aliases: site.assetAliases.get(stored.url) ?? [],
    validators: orderedValidators(stored.source === "previous" ? stored.validators : (body?.validators ?? {})),
  };
}

async function readStaged(input: PublishInput, url: string) {
  const bytes = await input.store.read(stagedPath(input.plan.snapshot, url));
  if (!bytes) throw new Error(`the crawl stored ${url}, but it is gone from the work folder`);
  return decodeStagedAsset(bytes);
}
