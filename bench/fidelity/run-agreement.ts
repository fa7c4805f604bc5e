import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readHtml } from "../../crawler/worker/read-html.ts";
import { compareReadings, KNOWN_PARTINGS } from "./agreement.ts";
import { CORPORA, type CorpusPage, readCorpus } from "./corpora.ts";

/** Two parsers and a second conversion take ten times as long as the page itself. */
const MOST_PAGES = 150;
const TEST_PAGES = resolve(import.meta.dirname, "../../crawler/extract/testdata");

interface Row {
  readonly name: string;
  pages: number;
  readonly misses: string[];
  treesPart: number;
  formatsPart: number;
}

const rows: Row[] = [];
rows.push(await comparePages("our test pages", readTestPages()));
for (const name of CORPORA) rows.push(await comparePages(name, readCorpus(name, MOST_PAGES, say)));
const report = formatReport(rows);
const directory = resolve(import.meta.dirname, "../results");
await mkdir(directory, { recursive: true });
await writeFile(join(directory, "fidelity-agreement.md"), report);
process.stdout.write(report);

function* readTestPages(): Generator<CorpusPage> {
  for (const path of readdirSync(TEST_PAGES)) {
    yield { path, html: readFileSync(join(TEST_PAGES, path, "source.html"), "utf8") };
  }
}

async function comparePages(name: string, pages: Iterable<CorpusPage> | AsyncIterable<CorpusPage>): Promise<Row> {
  const row: Row = { name, pages: 0, misses: [], treesPart: 0, formatsPart: 0 };
  for await (const page of pages) comparePage(row, page);
  say(`${name}: ${row.pages} pages, ${row.treesPart} trees and ${row.formatsPart} formats part`);
  return row;
}

function comparePage(row: Row, { path, html }: CorpusPage): void {
  const { markdown } = readHtml(html, {
    url: `https://corpus.test/${path}`,
    scopeHosts: new Set(["corpus.test"]),
    extraction: { removeSelectors: [] },
    collectAssets: true,
  });
  if (markdown === "") return;
  row.pages += 1;
  const { treesPart, formatParts } = compareReadings(markdown);
  if (treesPart !== "") row.treesPart += 1;
  if (formatParts !== "") row.formatsPart += 1;
  const why = [...KNOWN_PARTINGS].find(([page]) => path.endsWith(`/${page}`))?.[1];
  const note = why === undefined ? "" : ` (${why})`;
  if (treesPart !== "") row.misses.push(`- ${path}, trees: \`\`${treesPart.replaceAll("`", "'")}\`\`${note}`);
  if (formatParts !== "") row.misses.push(`- ${path}, format: \`\`${formatParts.replaceAll("`", "'")}\`\`${note}`);
}

function formatReport(all: readonly Row[]): string {
  return [
    "# Fidelity: one meaning for every reader",
    "",
    "Written by `make bench-fidelity`; do not edit.",
    "",
    `Pages as a crawl reads them, at most ${MOST_PAGES} of a corpus, evenly spread. Same tree: markdown-it and remark-gfm`,
    "read the Markdown as the same HTML. Same format: the Markdown of the HTML that remark-gfm makes of it is the same",
    "text again. What one of the two parsers has no word for (footnotes, alerts, formulas, a fence's title) is compared",
    "as text, and so are addresses that GFM makes links of by itself.",
    "",
    "| Pages of | Pages | Same tree | Same format |",
    "| --- | --: | --: | --: |",
    ...all.map(
      ({ name, pages, treesPart, formatsPart }) =>
        `| ${name} | ${pages} | ${pages - treesPart} | ${pages - formatsPart} |`,
    ),
    ...all.filter(({ misses }) => misses.length > 0).flatMap(({ name, misses }) => ["", `## ${name}`, "", ...misses]),
    "",
  ].join("\n");
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
