import { type Kind } from "./compare-page.ts";
import type { CorpusResult } from "./corpus-result.ts";

/** What stands at the head of each column, and where its figures come from. */
const COLUMNS: readonly (readonly [string, Kind])[] = [
  ["code", "code"],
  ["language", "language"],
  ["headings", "heading"],
  ["cells", "cell"],
  ["pictures", "image"],
  ["links", "link"],
  ["places", "anchor"],
  ["destinations", "destination"],
];

/** Rows of the table that the report and the README share, its head first. */
export function tableRows(results: readonly CorpusResult[]): string[][] {
  const head = ["corpus, generator", "pages", ...COLUMNS.map(([name]) => name), "furniture", "pages with other words"];
  return [
    head,
    head.map((_, at) => (at === 0 ? "---" : "--:")),
    ...results.map((result) => [
      `${result.package}, ${result.generator}`,
      number(result.pages),
      ...COLUMNS.map(([, kind]) => share(result, kind)),
      number(result.tallies.furniture.missed),
      number(result.tallies.text.missed),
    ]),
  ];
}

/** What is missing of how many. */
function share({ tallies }: CorpusResult, kind: Kind): string {
  const { expected, missed } = tallies[kind];
  return expected === 0 ? "–" : `${number(missed)} of ${number(expected)}`;
}

const number = (value: number): string => value.toLocaleString("en");

export function formatReport(results: readonly CorpusResult[]): string {
  return [
    "# Fidelity: whole sites of other hands",
    "",
    "Written by `make bench-corpora`; do not edit.",
    "",
    "The documentation in Debian's packages, crawled whole and held, page by page, against the HTML that was served. What",
    "is content and what is the theme's is told by a list of its own (`bench/fidelity/corpora/themes.ts`), and both sides",
    "are read by other parsers than the engine's: parse5 and markdown-it.",
    "",
    "A cell says what is missing, and of how many. Code: the same text in a fence. Language: where the page tells it.",
    "Headings: text and level. Links: text and the page that they lead to. Places: the link still leads to a place on that",
    "page. Destinations: relative links and pictures in the Markdown, missing where no such file or place is in the snapshot.",
    "Furniture: lines in the theme's own words. Other words: pages that lost or gained more than one word in a hundred.",
    "",
    ...tableRows(results).map((row) => `| ${row.join(" | ")} |`),
    ...results.flatMap(formatCorpus),
    "",
  ].join("\n");
}

function formatCorpus(result: CorpusResult): string[] {
  const { package: name, version, generator, part, files, pages, left, worst, reasons, listed } = result;
  const unstored = left.map(({ reason, count }) => `${number(count)} ${reason}`).join(", ");
  const places = `${number(result.cellsAsText)} cells are text outside of a table, and ${number(result.codeInLine)} pieces of code in a line`;
  return [
    "",
    `## ${name}, ${generator}`,
    "",
    `Version ${version}${part.length === 0 ? "" : `, of it ${part.map((glob) => `\`${glob}\``).join(" and ")}`}: ` +
      `${number(files)} HTML files, ${number(pages)} pages stored${unstored === "" ? "" : `, not stored: ${unstored}`}.`,
    `${places}: their tables only place things, or their cells hold what Markdown's cannot.`,
    ...section("Reasons", reasons, ({ why, count }) => `${number(count)}: ${why}`),
    ...section("Worst pages", worst, ({ path, misses }) => `${path}: ${number(misses)}`),
    ...section(
      "Misses",
      listed,
      ({ path, kind, what, why }) => `${path}, ${kind}: ${asCode(what)}${why === "" ? "" : ` (${why})`}`,
    ),
  ];
}

function section<Line>(title: string, lines: readonly Line[], write: (line: Line) => string): string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, "", ...lines.map((line) => `- ${write(line)}`)];
}

const asCode = (text: string): string => `\`\`${text.replaceAll("`", "'")}\`\``;
