import { type Kind, KINDS, type Miss } from "./compare-page.ts";
import type { Corpus } from "./corpus.ts";
import type { CrawledCorpus } from "./crawl-corpus.ts";
import { whyMissed } from "./known-misses.ts";
import type { PageScore } from "./score-corpus.ts";

/** What the report and the README say of a corpus. */
export interface CorpusResult {
  readonly package: string;
  readonly version: string;
  readonly generator: string;
  /** Globs, where only a part was crawled. */
  readonly part: readonly string[];
  /** HTML files below the start. */
  readonly files: number;
  readonly pages: number;
  /** Found, but not stored, by reason. */
  readonly left: readonly { readonly reason: string; readonly count: number }[];
  readonly tallies: Readonly<Record<Kind, Tally>>;
  readonly cellsAsText: number;
  readonly codeInLine: number;
  readonly worst: readonly { readonly path: string; readonly misses: number }[];
  readonly reasons: readonly { readonly why: string; readonly count: number }[];
  /** Page by page, those without a reason first. */
  readonly listed: readonly {
    readonly path: string;
    readonly kind: Kind;
    readonly what: string;
    readonly why: string;
  }[];
}

interface Tally {
  readonly expected: number;
  readonly missed: number;
  /** Of the missed ones, those that a reason is known for. */
  readonly explained: number;
}

const WORST = 8;
const LISTED = 60;
const LISTED_OF_A_REASON = 5;

export function summariseCorpus(
  corpus: Corpus,
  { version, report }: CrawledCorpus,
  { files, scores }: { readonly files: number; readonly scores: readonly PageScore[] },
): CorpusResult {
  const misses = scores.flatMap(({ path, misses: found }) =>
    found.map((miss) => ({ path, ...miss, why: whyMissed(corpus, path, miss) })),
  );
  return {
    package: corpus.package,
    version,
    generator: corpus.generator,
    part: corpus.include ?? [],
    files,
    pages: scores.length,
    left: [...report.skipped, ...report.failed].map(({ reason, total }) => ({ reason, count: total })),
    tallies: talliesOf(scores, misses),
    cellsAsText: sum(scores.map(({ cellsAsText }) => cellsAsText)),
    codeInLine: sum(scores.map(({ codeInLine }) => codeInLine)),
    worst: worstOf(scores),
    reasons: countReasons(misses),
    listed: listMisses(misses),
  };
}

type Explained = Miss & { readonly path: string; readonly why: string };

function talliesOf(scores: readonly PageScore[], misses: readonly Explained[]): Record<Kind, Tally> {
  const entries = KINDS.map((kind): [Kind, Tally] => {
    const ofKind = misses.filter((miss) => miss.kind === kind);
    const expected = sum(scores.map((score) => score.expected[kind]));
    return [kind, { expected, missed: ofKind.length, explained: ofKind.filter(({ why }) => why !== "").length }];
  });
  return Object.fromEntries(entries) as Record<Kind, Tally>;
}

function worstOf(scores: readonly PageScore[]): CorpusResult["worst"] {
  return scores
    .map(({ path, misses }) => ({ path, misses: misses.length }))
    .filter(({ misses }) => misses > 0)
    .toSorted((one, other) => other.misses - one.misses)
    .slice(0, WORST);
}

function countReasons(misses: readonly Explained[]): CorpusResult["reasons"] {
  const counts = new Map<string, number>();
  for (const { why } of misses) if (why !== "") counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts].map(([why, count]) => ({ why, count })).toSorted((one, other) => other.count - one.count);
}

function listMisses(misses: readonly Explained[]): CorpusResult["listed"] {
  const shown = new Map<string, number>();
  const listed = misses.filter(({ why }) => {
    const count = (shown.get(why) ?? 0) + 1;
    shown.set(why, count);
    return count <= (why === "" ? LISTED : LISTED_OF_A_REASON);
  });
  return listed.toSorted((one, other) => Number(one.why !== "") - Number(other.why !== ""));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
