import type { StoreFlags } from "./store-flags.ts";

/** Options of `crawl` as commander hands them over. */
export interface CrawlFlags extends StoreFlags {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly host?: readonly string[];
  readonly maxPages?: number;
  readonly maxDepth?: number;
  readonly query: "skip" | "keep" | "strip";
  readonly rate?: number;
  readonly concurrency?: number;
  readonly timeout?: number;
  readonly userAgent?: string;
  readonly ignoreRobots?: boolean;
  readonly header?: readonly string[];
  readonly ca?: string;
  readonly proxy?: string;
  readonly allowPrivateAddresses?: boolean;
  readonly render: "auto" | "never" | "always";
  readonly contentSelector?: string;
  readonly remove?: readonly string[];
  readonly assets: boolean;
  readonly keepSnapshots?: number;
  readonly maxRemoved?: number;
  readonly minPages?: number;
  readonly full?: boolean;
  readonly force?: boolean;
  readonly threads?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
