import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CORPORA } from "./all-corpora.ts";
import type { Corpus } from "./corpus.ts";
import { type CorpusResult, summariseCorpus } from "./corpus-result.ts";
import { crawlCorpus } from "./crawl-corpus.ts";
import { replaceCorporaTable } from "./readme-table.ts";
import { formatReport } from "./report.ts";
import { countFiles, scoreCorpus } from "./score-corpus.ts";

/**
 * Crawls the corpora and holds every page against its source. `node bench/fidelity/corpora/run.ts [name]...` takes only
 * those that have one of the names in "package, generator"; what is known of the others stays in the results.
 */
const ROOT = resolve(import.meta.dirname, "../../..");
const wanted = process.argv.slice(2);
const stem = join(ROOT, "bench/results/fidelity-corpora");
const known = await readKnown();
const results: CorpusResult[] = [];
for (const corpus of CORPORA) {
  const name = nameOf(corpus);
  const before = known.get(name);
  const isWanted = wanted.length === 0 || wanted.some((one) => name.includes(one));
  if (isWanted) results.push(await runCorpus(corpus));
  else if (before !== undefined) results.push(before);
}
await writeResults();

async function runCorpus(corpus: Corpus): Promise<CorpusResult> {
  const out = await mkdtemp(join(tmpdir(), "docsynapse-corpus-"));
  try {
    const crawled = await crawlCorpus(corpus, out, say);
    const scores = await scoreCorpus(corpus, crawled);
    const result = summariseCorpus(corpus, crawled, { files: await countFiles(corpus, crawled), scores });
    say(`${nameOf(corpus)}: ${result.pages} pages`);
    return result;
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

async function writeResults(): Promise<void> {
  await writeFile(`${stem}.md`, formatReport(results));
  await writeFile(`${stem}.json`, `${JSON.stringify(results, undefined, 1)}\n`);
  const readme = join(ROOT, "README.md");
  await writeFile(readme, replaceCorporaTable(await readFile(readme, "utf8"), results));
}

function nameOf({ package: name, generator }: Pick<Corpus, "package" | "generator">): string {
  return `${name}, ${generator}`;
}

async function readKnown(): Promise<ReadonlyMap<string, CorpusResult>> {
  const text = await readFile(`${stem}.json`, "utf8").catch(() => "[]");
  return new Map((JSON.parse(text) as CorpusResult[]).map((result) => [nameOf(result), result]));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
