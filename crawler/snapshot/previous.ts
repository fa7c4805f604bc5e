import type { Plan } from "../contract.ts";
import type { Found, PageRecord, Validators } from "../messages.ts";
import { decodeUtf8 } from "../utf8.ts";
import type { Store } from "../store/store.ts";
import { readingDigest } from "./engine.ts";
import { assetFile, fileIn, pageFile, snapshotFiles } from "./layout.ts";
import { readLines, type Line } from "./lines.ts";
import { decodeEntry, type AssetEntry, type PageEntry } from "./manifest.ts";
import { restoreRecord } from "./restore.ts";
import { ScratchFile } from "./scratch-file.ts";
import { readLatest, readSiteFile, type SiteFile } from "./site-file.ts";

/** What is kept in memory of each page of the last snapshot. */
export interface PreviousPage {
  readonly url: string;
  readonly path: string;
  readonly hash: string;
  readonly fileHash: string;
  readonly aliases: readonly string[];
  readonly validators: Validators;
  /** Line number and byte range in the manifest. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** What a page was and led to. */
export interface KnownPage {
  readonly record: PageRecord;
  readonly found: readonly Found[];
  readonly length: number;
}

/** Reads `latest.json` and, once, the manifest of the snapshot that it names; undefined when there is none to read. */
export async function openPreviousSnapshot(store: Store): Promise<PreviousSnapshot | undefined> {
  const latest = await readLatest(store);
  const site = latest && (await readSiteFile(store, latest.snapshot));
  const pieces = site && (await store.openRead(fileIn(site.snapshot, snapshotFiles.manifest)));
  if (!pieces) return undefined;
  const copy = store.isRemote ? await ScratchFile.create() : undefined;
  const pages = new Map<string, PreviousPage>();
  const assets = new Map<string, AssetEntry>();
  let number = 0;
  for await (const line of readLines(copy?.keep(pieces) ?? pieces)) {
    const entry = decodeEntry(line.text);
    if (entry.kind === "asset") assets.set(entry.url, entry);
    else pages.set(entry.url, indexedPage(entry, line, number));
    number++;
  }
  return new PreviousSnapshot(store, site, pages, assets, copy);
}

function indexedPage(entry: PageEntry, { start, end }: Line, line: number): PreviousPage {
  const { url, path, hash, fileHash, aliases, validators } = entry;
  return { url, path, hash, fileHash, aliases, validators, line, start, end };
}

/** The last snapshot: a small index in memory, everything else read where it is asked for. */
export class PreviousSnapshot implements AsyncDisposable {
  readonly site: SiteFile;
  /** Sorted by URL. */
  readonly pages: ReadonlyMap<string, PreviousPage>;
  readonly assets: ReadonlyMap<string, AssetEntry>;
  readonly #store: Store;
  /** Of the manifest, where reading a line of the store's own would be a request. */
  readonly #copy: ScratchFile | undefined;

  constructor(
    store: Store,
    site: SiteFile,
    pages: ReadonlyMap<string, PreviousPage>,
    assets: ReadonlyMap<string, AssetEntry>,
    copy?: ScratchFile,
  ) {
    this.#store = store;
    this.#copy = copy;
    this.site = site;
    this.pages = pages;
    this.assets = assets;
  }

  get snapshot(): string {
    return this.site.snapshot;
  }

  /** False: another engine or other options would read the same bytes otherwise, so no validator may be sent. */
  fits(plan: Plan): boolean {
    return !plan.full && this.site.reading === readingDigest(plan);
  }

  /** Of a page or an asset. Only of use while `fits` says so. */
  validatorsFor(url: string): Validators | undefined {
    return this.pages.get(url)?.validators ?? this.assets.get(url)?.validators;
  }

  /** What the page was and led to. */
  async page(url: string): Promise<KnownPage | undefined> {
    const entry = await this.#entry(url);
    return entry && { record: restoreRecord(entry), found: entry.found, length: entry.uncutLength };
  }

  /** The published text without its front matter: links are as they were mended then. */
  async markdownOf(url: string): Promise<string | undefined> {
    const entry = await this.#entry(url);
    return entry && (await this.textOf(entry));
  }

  async textOf(entry: PageEntry): Promise<string> {
    const bytes = await this.#store.read(this.pageFile(entry.path));
    if (!bytes) throw new Error(`${this.pageFile(entry.path)} is gone; crawl once with --full`);
    return decodeUtf8(bytes.subarray(entry.textStart));
  }

  pageFile(path: string): string {
    return fileIn(this.snapshot, pageFile(path));
  }

  assetFile(path: string): string {
    return fileIn(this.snapshot, assetFile(path));
  }

  /** Reads the manifest from its start again, for pages asked for in the order of their URLs. */
  async openCursor(): Promise<PreviousCursor> {
    const manifest = fileIn(this.snapshot, snapshotFiles.manifest);
    const pieces = this.#copy?.pieces() ?? (await this.#store.openRead(manifest));
    if (!pieces) throw new Error(`the manifest of snapshot ${this.snapshot} is gone; crawl once with --full`);
    return new PreviousCursor(this.pages, readLines(pieces));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#copy?.[Symbol.asyncDispose]();
  }

  async #entry(url: string): Promise<PageEntry | undefined> {
    const page = this.pages.get(url);
    if (!page) return undefined;
    const manifest = fileIn(this.snapshot, snapshotFiles.manifest);
    const bytes = await (this.#copy?.read(page) ?? this.#store.read(manifest, page));
    const entry = bytes && decodeEntry(decodeUtf8(bytes));
    return entry?.kind === "page" ? entry : undefined;
  }
}

/** One pass over the manifest in place of a read a page, which would be a request each on object storage. */
export class PreviousCursor {
  readonly #pages: ReadonlyMap<string, PreviousPage>;
  readonly #lines: AsyncGenerator<Line>;
  #next = 0;

  constructor(pages: ReadonlyMap<string, PreviousPage>, lines: AsyncGenerator<Line>) {
    this.#pages = pages;
    this.#lines = lines;
  }

  async take(url: string): Promise<PageEntry> {
    const wanted = this.#pages.get(url)?.line ?? -1;
    while (this.#next <= wanted) {
      const line = await this.#lines.next();
      if (line.done) break;
      if (this.#next++ === wanted) return decodeEntry(line.value.text) as PageEntry;
    }
    throw new Error(`the last snapshot does not have ${url}, which was said to be unchanged; crawl once with --full`);
  }

  async close(): Promise<void> {
    await this.#lines.return(undefined);
  }
}
