import type { PageCounts, Phase, Plan, StoreTarget } from "../contract.ts";
import type { StoreAccess } from "../store/target.ts";

export interface LocalCrawlOptions {
  readonly plan: Plan;
  /** Where the site's `latest.json` and `snapshots/` are; a directory has the crawl's `work/` too. */
  readonly target: StoreTarget;
  /** What object storage is entered with; what is absent is looked for where the cloud's own tools look. */
  readonly storeAccess: StoreAccess;
  /** Directory for the work of crawls into object storage. */
  readonly stateRoot: string;
  readonly credentials: {
    readonly headers: readonly { readonly name: string; readonly value: string }[];
    readonly hosts: readonly string[];
  };
  /** Threads for parsing and converting; default: one a core, at most four. */
  readonly threads?: number;
  /** What renders pages, where the plan wants that; without it those that need it are skipped. */
  readonly browser?: { readonly executable: string; readonly sandbox: boolean };
  /** Ends the crawl cleanly: unpublished, to be continued by the next run. */
  readonly signal: AbortSignal;
  onEvent(event: CrawlEvent): void;
}

export type CrawlEvent =
  | { readonly type: "phase"; readonly phase: Phase; readonly resumed?: boolean; readonly snapshot: string }
  | {
      readonly type: "page";
      readonly url: string;
      readonly bucket: "stored" | "unchanged" | "skipped" | "failed";
      readonly reason?: string;
      readonly detail?: string;
      readonly elapsedMs: number;
      readonly bytes: number;
    }
  | {
      readonly type: "progress";
      readonly counts: PageCounts;
      /** The URL that is being fetched. */
      readonly inHand: string | undefined;
      readonly transferredBytes: number;
      readonly elapsedMs: number;
      readonly publishing?: { readonly done: number; readonly total: number };
    }
  | { readonly type: "note"; readonly message: string };

export type LocalCrawlResult =
  | {
      readonly type: "published";
      readonly snapshot: string;
      /** Where a person finds the snapshot. */
      readonly location: string;
      readonly counts: PageCounts;
      readonly changes: {
        readonly added: number;
        readonly changed: number;
        readonly removed: number;
        readonly unchanged: number;
      };
      readonly skippedByReason: Readonly<Record<string, number>>;
      readonly failedByReason: Readonly<Record<string, number>>;
      readonly elapsedMs: number;
      readonly transferredBytes: number;
    }
  | {
      readonly type: "failed";
      readonly reason: string;
      /** Says what happened and what to do. */
      readonly message: string;
      readonly counts: PageCounts;
      readonly failedByReason: Readonly<Record<string, number>>;
    }
  | { readonly type: "interrupted"; readonly message: string; readonly counts: PageCounts };
