import { ITEM_KINDS, type ItemKind } from "./outline.ts";
import type { ScoredPage } from "./score-site.ts";
import { addTallies, emptyTallies, ratesOf, type Tally } from "./score.ts";

export interface SiteResult {
  readonly generator: string;
  readonly source: string;
  readonly pages: readonly ScoredPage[];
  /** Sources that the generator made no page of. */
  readonly unbuilt: readonly string[];
  readonly tallies: Record<ItemKind, Tally>;
  /** Ours and the peers' on some of the pages. */
  readonly beside: readonly { readonly name: string; readonly tallies: Record<ItemKind, Tally> }[];
}

/** Every item that is missing or too much, by page: what to look at when a score is low. */
export function describeMisses(results: readonly SiteResult[]): string {
  const lines: string[] = [];
  for (const { generator, source, pages, tallies } of results) {
    lines.push(`== ${generator}: ${source}: ${describeTallies(tallies)}`);
    for (const { path, score } of pages) {
      for (const { kind, key, language } of score.missing)
        lines.push(shorten(`${path} - ${kind} ${language ?? ""} ${key}`));
      for (const { kind, key, language } of score.surplus)
        lines.push(shorten(`${path} + ${kind} ${language ?? ""} ${key}`));
      for (const { kind, key, language } of score.excluded)
        lines.push(shorten(`${path} x ${kind} ${language ?? ""} ${key}`));
    }
  }
  return `${lines.join("\n")}\n`;
}

const shorten = (line: string): string => JSON.stringify(line.slice(0, 300)).slice(1, -1);

function describeTallies(tallies: Readonly<Record<ItemKind, Tally>>): string {
  return ITEM_KINDS.map((kind) => `${kind} ${asRates(tallies[kind])}`).join(", ");
}

/** Recall / precision in percent, cut (not rounded) so that 100 means all; a dash where there is nothing. */
function asRates(tally: Tally): string {
  if (tally.expected === 0 && tally.written === 0) return "–";
  const { recall, precision } = ratesOf(tally);
  return `${asPercent(recall)} / ${asPercent(precision)}`;
}

const asPercent = (share: number): string => (Math.floor(share * 1000) / 10).toString();

export function writeReport(results: readonly SiteResult[]): { markdown: string; json: string } {
  const head = ["generator", "source", "pages", ...ITEM_KINDS.map((kind) => `${kind}s`), "all"];
  const rows = results.map((result) => [
    result.generator,
    result.source,
    String(result.pages.length),
    ...ITEM_KINDS.map((kind) => asRates(result.tallies[kind])),
    asRates(sumOf(result)),
  ]);
  const table = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
  const markdown = [
    "# Structure against the source",
    "Sites built by the generators themselves, from sources whose structure is known: recall / precision in percent of what the source holds and the built HTML still has. `sample` is ours; the others are documentation of source packages, unmodified.",
    table,
    "## Below the goal",
    `At least ${GOAL * 100} % of each kind, both ways, on every site.`,
    belowGoal(results).join("\n") || "None.",
    "## Beside others",
    "All kinds together, on the first eight pages of each site. Converters are handed the content that our extraction finds; Defuddle, which extracts too, the whole page, and the title that it takes out is put back. What a peer fails on with an exception counts as empty.",
    besideTable(results),
    "## Worst pages",
    worstPages(results),
    "## Left out",
    "Items of the source that no element of the built HTML holds: what the generator drops, or reads otherwise than CommonMark does.",
    exclusions(results),
  ].join("\n\n");
  const numbers = results.map(({ generator, source, pages, unbuilt, tallies, beside }) => ({
    generator,
    source,
    pages: pages.length,
    unbuilt: unbuilt.length,
    tallies,
    beside,
  }));
  // A line a site: a change shows which sites it is about.
  const json = `[\n${numbers.map((site) => JSON.stringify(site)).join(",\n")}\n]\n`;
  return { markdown: `${markdown}\n`, json };
}

const GOAL = 0.99;

/** A line for each kind on each site that is not what it has to be. */
export function belowGoal(results: readonly SiteResult[]): string[] {
  return results.flatMap((result) => {
    const { generator, source, tallies } = result;
    const { expected, excluded } = sumOf(result);
    // A site that lost most of its source says nothing of the conversion.
    if (excluded >= expected)
      return [`- ${generator}: ${source}: its HTML holds ${expected} of ${expected + excluded} items`];
    return ITEM_KINDS.filter((kind) => Math.min(...Object.values(ratesOf(tallies[kind]))) < GOAL).map(
      (kind) => `- ${generator}: ${source}: ${kind}s ${asRates(tallies[kind])}`,
    );
  });
}

function besideTable(results: readonly SiteResult[]): string {
  const names = results[0]?.beside.map(({ name }) => name) ?? [];
  const head = ["generator", "source", ...names];
  const rows = results.map(({ generator, source, beside }) => [
    generator,
    source,
    ...beside.map((one) => asRates(sumOf(one))),
  ]);
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function sumOf({ tallies }: Pick<SiteResult, "tallies">): Tally {
  const sum = emptyTallies();
  for (const kind of ITEM_KINDS) addTallies(sum, { ...emptyTallies(), heading: tallies[kind] });
  return sum.heading;
}

function worstPages(results: readonly SiteResult[]): string {
  const pages = results.flatMap(({ generator, source, pages: scored }) =>
    scored.map(({ path, score }) => ({
      name: `${generator}: ${source}/${path}`,
      missing: score.missing.length,
      surplus: score.surplus.length,
    })),
  );
  const worst = pages.sort((a, b) => b.missing + b.surplus - a.missing - a.surplus).slice(0, 15);
  const named = worst.filter(({ missing, surplus }) => missing + surplus > 0);
  return named.map(({ name, missing, surplus }) => `- ${name}: ${missing} missing, ${surplus} too much`).join("\n");
}

function exclusions(results: readonly SiteResult[]): string {
  const lines = results.flatMap(({ generator, source, tallies, unbuilt }) => {
    const counts = ITEM_KINDS.filter((kind) => tallies[kind].excluded > 0).map(
      (kind) => `${tallies[kind].excluded} ${kind}s`,
    );
    if (unbuilt.length > 0) counts.push(`${unbuilt.length} pages that were not built`);
    return counts.length === 0 ? [] : [`- ${generator}: ${source}: ${counts.join(", ")}`];
  });
  return lines.join("\n");
}
