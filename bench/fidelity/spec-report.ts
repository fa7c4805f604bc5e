import type { SpecScore } from "./score-spec.ts";

export interface SpecResult {
  /** The specification and its version. */
  readonly specification: string;
  /** What reads the Markdown back. */
  readonly reader: string;
  readonly scores: Readonly<Record<string, SpecScore>>;
  /** Why an example does not come back, by its number. */
  readonly reasons: ReadonlyMap<number, string>;
}

export const OURS = "docsynapse";

/** The page about the specifications' examples: a table for each, then what of ours did not come back. */
export function formatSpecReport(results: readonly SpecResult[]): string {
  return [
    "# Fidelity: the specifications' own examples",
    "",
    "Written by `make bench-fidelity`; do not edit.",
    "",
    "Each example's HTML is the content of a page, read with the settings of a crawl; the Markdown that comes out is read",
    "back and its HTML compared with what it was, as the specification's own tests compare: blanks and the order of",
    "attributes aside. Addresses are compared as what they lead to, since a crawl writes them absolute. Examples that",
    "hold HTML as such (comments, scripts, elements that Markdown does not know, tags without an end) are counted apart:",
    "equal to the letter, and equal in what a reader sees of them.",
    ...results.flatMap(formatResult),
    "",
  ].join("\n");
}

function formatResult({ specification, reader, scores, reasons }: SpecResult): readonly string[] {
  return [
    "",
    `## ${specification}`,
    "",
    `Read back by ${reader}.`,
    "",
    "| Converter | Examples | Without raw HTML, equal | Raw HTML, reads the same | Both | Raw HTML, equal to the letter |",
    "| --- | --: | --: | --: | --: | --: |",
    ...Object.entries(scores).map(([name, score]) => formatScore(name, score)),
    ...formatMisses(scores[OURS], reasons),
  ];
}

function formatScore(name: string, score: SpecScore): string {
  const { total, plain, plainEqual, raw, rawShown, rawEqual } = score;
  const cells = [name, total, `${plainEqual} of ${plain}`, `${rawShown} of ${raw}`, plainEqual + rawShown, rawEqual];
  return `| ${cells.join(" | ")} |`;
}

function formatMisses(score: SpecScore | undefined, reasons: ReadonlyMap<number, string>): readonly string[] {
  const misses = score?.misses.filter(({ isRaw }) => !isRaw) ?? [];
  if (misses.length === 0) return [];
  return [
    "",
    `What ${OURS} does not give back:`,
    "",
    ...misses.map(
      ({ number, section, markdown }) =>
        `- ${number} (${section}): ${reasons.get(number) ?? `becomes ${JSON.stringify(markdown)}`}.`,
    ),
  ];
}
