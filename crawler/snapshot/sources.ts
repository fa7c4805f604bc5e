import type { Found, PageRecord } from "../messages.ts";
import type { Store } from "../store/store.ts";
import { compareText, digestOf } from "./digest.ts";
import { inOrder } from "./in-order.ts";
import type { PageEntry } from "./manifest.ts";
import type { PreviousCursor, PreviousSnapshot } from "./previous.ts";
import type { StoredEntry } from "./publish-input.ts";
import { restoreMarkdown, restoreRecord } from "./restore.ts";
import { soundRecord } from "./sound-record.ts";
import { decodeStagedPage, stagedPath } from "./staged.ts";

/** A page to publish, wherever it comes from. */
export interface SourcePage {
  readonly stored: StoredEntry;
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

/** Pages read ahead: enough to hide a store's latency, few enough to hold. */
const readAhead = 8;

/** The pages' records in the order of their URLs, a few in memory at a time. */
export async function* readSources(input: SourceInput, pages: Iterable<StoredEntry>): AsyncGenerator<SourcePage> {
  const sorted = [...pages].sort((a, b) => compareText(a.url, b.url));
  const needsPrevious = sorted.some((page) => page.source === "previous");
  const cursor = needsPrevious ? await input.previous?.openCursor() : undefined;
  try {
    const located = locate(sorted, cursor);
    yield* inOrder(located, readAhead, async ({ stored, entry }) =>
      entry ? previousSource(input, stored, entry) : await stagedSource(input, stored), input.signal);
  } finally {
    await cursor?.close();
  }
}

interface Located {
  readonly stored: StoredEntry;
  readonly entry?: PageEntry;
}

/** One page after the other, since the cursor goes forward only. */
async function* locate(pages: readonly StoredEntry[], cursor: PreviousCursor | undefined): AsyncGenerator<Located> {
  for (const stored of pages) {
    if (stored.source === "staged") yield { stored };
    else if (cursor) yield { stored, entry: await cursor.take(stored.url) };
    else throw new Error(`${stored.url} was said to be unchanged, but there is no last snapshot`);
  }
}

async function stagedSource(input: SourceInput, stored: StoredEntry): Promise<SourcePage> {
  const bytes = await input.store.read(stagedPath(input.snapshot, stored.url));
  if (!bytes) throw new Error(`the crawl stored ${stored.url}, but it is gone from the work folder`);
  const { record, found, markdown } = decodeStagedPage(bytes);
  const sound = soundRecord({ ...record, url: stored.url, hash: digestOf(markdown) }, markdown.length);
  return { stored, record: sound, found, length: markdown.length, markdown: async () => markdown };
}

function previousSource({ previous }: SourceInput, stored: StoredEntry, entry: PageEntry): SourcePage {
  return {
    stored,
    record: restoreRecord(entry),
    found: entry.found,
    length: entry.uncutLength,
    entry,
    markdown: async () => restoreMarkdown(entry, (await previous?.textOf(entry)) ?? ""),
  };
}
