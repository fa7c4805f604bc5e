import type { AnchorSpot, BlockSpan, Found, Heading, LinkSpan, PageRecord, Validators } from "../messages.ts";

/**
 * A page of a snapshot: one line of `manifest.jsonl`. Offsets are UTF-16 code units into the file's text after its
 * front matter, unless said otherwise. It holds all that makes the page's record and Markdown as the worker sent them.
 */
export interface PageEntry {
  readonly kind: "page";
  readonly url: string;
  /** Below `pages/`. */
  readonly path: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly language?: string | undefined;
  readonly version?: string | undefined;
  readonly generator: string;
  readonly detection?: PageRecord["detection"];
  readonly breadcrumb: readonly string[];
  readonly lastModified?: string | undefined;
  readonly editUrl?: string | undefined;
  readonly canonical?: string | undefined;
  /** Where the page offers Markdown of its own. */
  readonly native?: string | undefined;
  /** URLs that lead here: redirects and folded pages, sorted. */
  readonly aliases: readonly string[];
  /** SHA-256 of the content before links were mended: equal means that the page says the same. */
  readonly hash: string;
  /** SHA-256 of the Markdown as the worker sent it, where blocks were cut from it since. */
  readonly uncutHash?: string | undefined;
  /** SHA-256 of the file. */
  readonly fileHash: string;
  /** Size of the file. */
  readonly bytes: number;
  /** Bytes of front matter before the text. */
  readonly textStart: number;
  /** Length of the Markdown as the worker sent it. */
  readonly uncutLength: number;
  readonly sourceBytes: number;
  readonly missing: readonly string[];
  readonly validators: Validators;
  readonly headings: readonly Heading[];
  readonly links: readonly LinkSpan[];
  readonly anchors: readonly AnchorSpot[];
  /** Offsets into the Markdown as the worker sent it. */
  readonly blocks: readonly BlockSpan[];
  readonly cuts: readonly CutText[];
  readonly undo: readonly Undo[];
  /** Digest of everything that mending decided: when it is the same again, so is the file. */
  readonly mending: string;
  readonly found: readonly Found[];
}

/** Text that was cut at `at`; spans are relative to its start. */
export interface CutText {
  readonly at: number;
  readonly text: string;
  readonly links: readonly LinkSpan[];
  readonly anchors: readonly AnchorSpot[];
}

/** What stood at `[start, end)` before mending; without text: the URL of the link that starts there. */
export type Undo = readonly [start: number, end: number, text?: string];

export interface AssetEntry {
  readonly kind: "asset";
  readonly url: string;
  /** Below `assets/`. */
  readonly path: string;
  readonly contentType: string;
  readonly hash: string;
  readonly bytes: number;
  readonly aliases: readonly string[];
  readonly validators: Validators;
}

export type ManifestEntry = PageEntry | AssetEntry;

/** Pages sorted by URL, then assets sorted by URL; one line each. */
export const encodeEntry = (entry: ManifestEntry): string => `${JSON.stringify(entry)}\n`;

/** A line of our own writing: its shape is vouched for by the format number in `site.json`. */
export const decodeEntry = (line: string): ManifestEntry => JSON.parse(line) as ManifestEntry;
