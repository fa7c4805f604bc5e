import type { Found, PageRecord, Validators } from "../messages.ts";
import type { Store } from "../store/store.ts";
import { compareText } from "./compare-text.ts";
import { digestOf } from "./digest.ts";
import { inOrder } from "./in-order.ts";
import type { PageEntry } from "./manifest.ts";
import type { PreviousCursor, PreviousSnapshot } from "./previous.ts";
import type { StoredEntry } from "./publish-input.ts";
import { restoreMarkdown, restoreRecord } from "./restore.ts";
import { soundRecord } from "./sound-record.ts";
import { decodeStagedPage } from "../staged-object.ts";
import { stagedPath } from "./staged.ts";
import { widthFor } from "./width.ts";

/** A page to publish, wherever it comes from. */
export interface SourcePage {
  readonly stored: StoredEntry;
  readonly validators: Validators;
  readonly record: PageRecord;
  readonly found: readonly Found[];
  /** Length of the Markdown. */
  readonly length: number;
  /** Its line in the last snapshot, when the site said that it is unchanged. */
  readonly entry?: PageEntry;
  readonly markdown: () => Promise<string>;
}

export interface SourceInput {
  readonly store: Store;
  readonly snapshot: string;
  readonly previous: PreviousSnapshot | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The pages' records in the order of their URLs, a few in memory at a time. */
export async function* readSources(input: SourceInput, pages: Iterable<StoredEntry>): AsyncGenerator<SourcePage> {
  const sorted = [...pages].sort((a, b) => compareText(a.url, b.url));
  const needsPrevious = sorted.some((page) => page.source === "previous");
  const cursor = needsPrevious ? await input.previous?.openCursor() : undefined;
  try {
    const located = locate(sorted, cursor);
    yield* inOrder(
      located,
      widthFor(input.store),
      async (page) =>
        "entry" in page ? previousSource(input, page.stored, page.entry) : await stagedSource(input, page.stored),
      input.signal,
    );
  } finally {
    await cursor?.close();
  }
}

type Staged = Extract<StoredEntry, { readonly source: "staged" }>;
type Previous = Extract<StoredEntry, { readonly source: "previous" }>;
type Located = { readonly stored: Staged } | { readonly stored: Previous; readonly entry: PageEntry };

/** One page after the other, since the cursor goes forward only. */
async function* locate(pages: readonly StoredEntry[], cursor: PreviousCursor | undefined): AsyncGenerator<Located> {
  for (const stored of pages) {
    if (stored.source === "staged") yield { stored };
    else if (cursor) yield { stored, entry: await cursor.take(stored.url) };
    else throw new Error(`${stored.url} was said to be unchanged, but there is no last snapshot`);
  }
}

async function stagedSource(input: SourceInput, stored: Staged): Promise<SourcePage> {
  const bytes = await input.store.read(stagedPath(input.snapshot, stored.url));
  if (!bytes) throw new Error(`the crawl stored ${stored.url}, but it is gone from the work folder`);
  const { record, found, markdown, validators } = decodeStagedPage(bytes);
  const sound = soundRecord({ ...record, url: stored.url, hash: digestOf(markdown) }, markdown);
  return { stored, validators, record: sound, found, length: markdown.length, markdown: async () => markdown };
}

function previousSource({ previous }: SourceInput, stored: Previous, entry: PageEntry): SourcePage {
  return {
    stored,
    validators: stored.validators,
    record: restoreRecord(entry),
    found: entry.found,
    length: entry.uncutLength,
    entry,
    markdown: async () => restoreMarkdown(entry, (await previous?.textOf(entry)) ?? ""),
  };
}
