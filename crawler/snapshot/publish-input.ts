import type { Plan } from "../contract.ts";
import type { Validators } from "../messages.ts";
import type { Store } from "../store/store.ts";
import type { PreviousSnapshot } from "./previous.ts";

/** A page or an asset that the crawl has. `previous`: the site said unchanged, all but the validators is in the last snapshot. */
export type StoredEntry =
  | { readonly url: string; readonly source: "staged" }
  | { readonly url: string; readonly source: "previous"; readonly validators: Validators };

/** What became of one discovered URL, for the report. */
export interface UrlOutcome {
  readonly url: string;
  readonly kind: "page" | "asset" | "list" | "robots";
  readonly bucket: "stored" | "unchanged" | "skipped" | "failed";
  readonly reason?: string;
  readonly detail?: string;
  /** How it was found: link, sitemap, llms-txt, list, start or redirect. */
  readonly via: string;
  readonly depth: number;
  /** The page that it was found on. */
  readonly from?: string;
}

export interface SpeedSample {
  readonly secondsSinceStart: number;
  readonly pagesDone: number;
  readonly bytes: number;
}

export interface CrawlStats {
  /** RFC 3339. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly requests: number;
  readonly transferredBytes: number;
  readonly samples: readonly SpeedSample[];
  /** What each host's robots.txt said. */
  readonly robots: readonly { readonly host: string; readonly found: boolean; readonly crawlDelaySeconds?: number }[];
  /** Sitemaps and page lists that were read, and how many URLs each gave. */
  readonly lists: readonly { readonly url: string; readonly format: string; readonly urls: number }[];
}

export interface PublishInput {
  readonly plan: Plan;
  readonly store: Store;
  readonly pages: readonly StoredEntry[];
  readonly assets: readonly StoredEntry[];
  readonly redirects: ReadonlyMap<string, string>;
  readonly previous: PreviousSnapshot | undefined;
  /** The page where the start URL led to, when that asks for a password. */
  readonly loginUrl?: string | undefined;
  readonly outcomes: readonly UrlOutcome[];
  readonly stats: CrawlStats;
  readonly now: () => Date;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}
