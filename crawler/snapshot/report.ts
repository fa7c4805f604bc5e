import type { PageCounts } from "../contract.ts";
import type { ChangedPage, SnapshotChanges } from "./changes.ts";
import type { FoldedPage } from "./fold.ts";
import type { CrawlStats, PublishInput, UrlOutcome } from "./publish-input.ts";
import type { SnapshotCounts } from "./site-file.ts";
import type { WrittenPage } from "./write-pages.ts";

/** `report.json`: how a crawl went. Lists are bounded; the counts beside them are whole. */
export interface Report {
  readonly site: string;
  readonly url: string;
  readonly snapshot: string;
  readonly previous?: string | undefined;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly requests: number;
  readonly transferredBytes: number;
  readonly counts: SnapshotCounts;
  /** Every discovered page is in one bucket. */
  readonly pages: PageCounts;
  readonly found: readonly { readonly via: string; readonly pages: number; readonly stored: number }[];
  readonly skipped: readonly ReasonGroup[];
  readonly failed: readonly ReasonGroup[];
  readonly failedAssets: readonly ReasonGroup[];
  readonly folded: Bounded<FoldedPage>;
  readonly incomplete: Bounded<{ readonly path: string; readonly missing: readonly string[] }>;
  readonly biggest: readonly { readonly path: string; readonly title: string; readonly bytes: number }[];
  readonly changes: {
    readonly added: Bounded<ChangedPage>;
    readonly changed: Bounded<ChangedPage>;
    readonly removed: Bounded<ChangedPage>;
  };
  readonly robots: CrawlStats["robots"];
  readonly lists: CrawlStats["lists"];
  readonly samples: CrawlStats["samples"];
}

export interface Bounded<T> {
  readonly total: number;
  readonly first: readonly T[];
}

export interface ReasonGroup extends Bounded<{
  readonly url: string;
  readonly detail?: string;
  readonly from?: string;
}> {
  readonly reason: string;
}

const listed = 200;
const listedPerReason = 100;
const biggestPages = 20;
const maxSamples = 500;

export interface ReportFacts {
  readonly counts: SnapshotCounts;
  readonly outcomes: readonly UrlOutcome[];
  readonly folded: readonly FoldedPage[];
  readonly pages: readonly WrittenPage[];
  readonly changes: SnapshotChanges;
}

export function buildReport({ plan, stats, previous }: PublishInput, facts: ReportFacts): Report {
  const { counts, outcomes, folded, pages, changes } = facts;
  const pageOutcomes = outcomes.filter((outcome) => outcome.kind === "page");
  const incomplete = pages.filter((page) => page.missing.length > 0);
  return {
    site: plan.site,
    url: plan.url,
    snapshot: plan.snapshot,
    previous: previous?.snapshot,
    startedAt: stats.startedAt,
    finishedAt: stats.finishedAt,
    requests: stats.requests,
    transferredBytes: stats.transferredBytes,
    counts,
    pages: countBuckets(pageOutcomes),
    found: countVia(pageOutcomes),
    skipped: groupReasons(pageOutcomes.filter((outcome) => outcome.bucket === "skipped")),
    failed: groupReasons(pageOutcomes.filter((outcome) => outcome.bucket === "failed")),
    failedAssets: groupReasons(outcomes.filter((outcome) => outcome.kind !== "page" && outcome.bucket === "failed")),
    folded: bounded(folded),
    incomplete: bounded(incomplete.map(({ path, missing }) => ({ path, missing }))),
    biggest: biggest(pages),
    changes: { added: bounded(changes.added), changed: bounded(changes.changed), removed: bounded(changes.removed) },
    robots: stats.robots.slice(0, listed),
    lists: stats.lists.slice(0, listed),
    samples: thinned(stats.samples),
  };
}

/** Folded pages were stored by the crawl and are skipped by the publication: they change their bucket here. */
export function settleOutcomes(outcomes: readonly UrlOutcome[], folded: readonly FoldedPage[]): UrlOutcome[] {
  const folds = new Map(folded.map((page) => [page.url, page]));
  return outcomes.map((outcome) => {
    const fold = outcome.kind === "page" ? folds.get(outcome.url) : undefined;
    return fold ? { ...outcome, bucket: "skipped", reason: fold.reason, detail: fold.into } : outcome;
  });
}

export function countBuckets(outcomes: readonly UrlOutcome[]): PageCounts {
  const counts: PageCounts = { discovered: 0, stored: 0, unchanged: 0, skipped: 0, failed: 0 };
  for (const outcome of outcomes) {
    if (outcome.kind !== "page") continue;
    counts.discovered += 1;
    counts[outcome.bucket] += 1;
  }
  return counts;
}

function countVia(outcomes: readonly UrlOutcome[]): Report["found"] {
  const counts = new Map<string, { pages: number; stored: number }>();
  for (const { via, bucket } of outcomes) {
    const count = counts.get(via) ?? { pages: 0, stored: 0 };
    counts.set(via, count);
    count.pages += 1;
    if (bucket === "stored" || bucket === "unchanged") count.stored += 1;
  }
  return [...counts].map(([via, count]) => ({ via, ...count })).sort((a, b) => b.pages - a.pages);
}

function groupReasons(outcomes: readonly UrlOutcome[]): ReasonGroup[] {
  const groups = new Map<string, UrlOutcome[]>();
  for (const outcome of outcomes) {
    const reason = outcome.reason ?? "unknown";
    const group = groups.get(reason);
    if (group) group.push(outcome);
    else groups.set(reason, [outcome]);
  }
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, group]) => ({ reason, total: group.length, first: group.slice(0, listedPerReason).map(named) }));
}

const named = ({ url, detail, from }: UrlOutcome) => ({
  url,
  ...(detail === undefined ? {} : { detail }),
  ...(from === undefined ? {} : { from }),
});

const bounded = <T>(items: readonly T[]): Bounded<T> => ({ total: items.length, first: items.slice(0, listed) });

function biggest(pages: readonly WrittenPage[]): Report["biggest"] {
  return pages
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, biggestPages)
    .map(({ path, title, bytes }) => ({ path, title, bytes }));
}

function thinned(samples: CrawlStats["samples"]): CrawlStats["samples"] {
  const step = Math.max(1, Math.ceil(samples.length / maxSamples));
  return samples.filter((_, at) => at % step === 0 || at === samples.length - 1);
}
