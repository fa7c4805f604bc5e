import { createHash } from "node:crypto";
import type { Plan } from "../contract.ts";
import type { Store, StoreWriter } from "../store/store.ts";
import { decideMending } from "./decide-mending.ts";
import { digestOf } from "./digest.ts";
import { engineVersion } from "./engine.ts";
import { buildFrontMatter } from "./front-matter.ts";
import { inOrder } from "./in-order.ts";
import { fileIn, pageFile } from "./layout.ts";
import { encodeEntry, type PageEntry } from "./manifest.ts";
import { buildPage, renewedEntry } from "./page-entry.ts";
import type { PreviousSnapshot } from "./previous.ts";
import type { PublishInput } from "./publish-input.ts";
import type { SiteIndex } from "./site-index.ts";
import { readSources, type SourcePage } from "./sources.ts";
import type { DerivedWriter } from "./write-derived.ts";
import { widthFor } from "./width.ts";

/** What the later steps need of each page: small, since it is kept for all of them. */
export interface WrittenPage {
  readonly url: string;
  readonly path: string;
  readonly title: string;
  readonly hash: string;
  readonly bytes: number;
  readonly missing: readonly string[];
}

export interface WrittenPages {
  /** Sorted by URL. */
  readonly pages: readonly WrittenPage[];
  /** Digest of all that llms.txt, llms-full.txt and chunks.jsonl are made of. */
  readonly derived: string;
}

/**
 * Pass two: writes every page's file and its line of the manifest. With a `deriver` each page's text goes on to it at
 * once, where else it would be read again; that is for a first snapshot, whose derived files can be no other's.
 */
export async function writePages(
  input: PublishInput,
  site: SiteIndex,
  manifest: StoreWriter,
  deriver?: DerivedWriter,
): Promise<WrittenPages> {
  const pages: WrittenPage[] = [];
  const derived = createHash("sha256").update(derivedSettings(input.plan));
  const sources = readSources({ ...input, snapshot: input.plan.snapshot }, site.pages);
  const width = widthFor(input.store);
  const written = inOrder(sources, width, (source) => writePage(input, site, source), input.signal);
  for await (const { entry, text } of written) {
    await manifest.write(encodeEntry(entry));
    if (text !== undefined) await deriver?.add(entry, text);
    derived.update(derivedFacts(entry));
    const { url, path, title, hash, bytes, missing } = entry;
    pages.push({ url, path, title, hash, bytes, missing });
    input.onProgress?.(pages.length, site.pages.length);
  }
  return { pages, derived: derived.digest("hex") };
}

/** Without the text where the last snapshot's file is taken over unread. */
interface WrittenFile {
  readonly entry: PageEntry;
  readonly text?: string;
}

async function writePage(input: PublishInput, site: SiteIndex, source: SourcePage): Promise<WrittenFile> {
  const { plan, store, previous } = input;
  const frontMatter = plan.output.frontMatter ? buildFrontMatter(source.record) : "";
  const mending = decideMending(source.record, frontMatter, site);
  if (previous && source.entry?.mending === mending.digest) {
    const entry = renewedEntry(source.entry, source, site);
    await store.copy(previous.pageFile(entry.path), fileIn(plan.snapshot, pageFile(entry.path)));
    return { entry };
  }
  const { entry, file, text } = buildPage(source, await source.markdown(), mending, site);
  await writeOrShare(store, previous, plan.snapshot, entry, file);
  return { entry, text };
}

/** A file that came out the same is one file on the volume, though it was fetched anew. */
async function writeOrShare(
  store: Store,
  previous: PreviousSnapshot | undefined,
  snapshot: string,
  entry: PageEntry,
  file: Uint8Array,
): Promise<void> {
  const target = fileIn(snapshot, pageFile(entry.path));
  const before = previous?.pages.get(entry.url);
  if (previous && before?.path === entry.path && before.fileHash === entry.fileHash) {
    await store.copy(previous.pageFile(before.path), target);
  } else {
    await store.write(target, file);
  }
}

const derivedSettings = ({ url, site, output }: Plan): string =>
  JSON.stringify([engineVersion, site, url, output.llmsTxt, output.chunks]);

function derivedFacts(entry: PageEntry): string {
  const { url, path, title, description, breadcrumb, fileHash, textStart, headings } = entry;
  return digestOf(JSON.stringify([url, path, title, description, breadcrumb, fileHash, textStart, headings]));
}
