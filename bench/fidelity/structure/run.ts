import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SITES } from "../sites/all-builders.ts";
import { type BuiltSite, buildSite } from "../sites/build-site.ts";
import { loadPeers } from "./peers.ts";
import { belowGoal, describeMisses, type SiteResult, writeReport } from "./report.ts";
import { ours, scoreSite } from "./score-site.ts";
import { addTallies, emptyTallies } from "./score.ts";

/**
 * Builds sites by real generators from sources with known structure, converts every page, and compares.
 * `node bench/fidelity/structure/run.ts [name]...` runs only what has one of the names in "generator: source";
 * with one, the misses are listed.
 */
const PEER_PAGES = 8;
const wanted = process.argv.slice(2);
const results: SiteResult[] = [];
const failures: string[] = [];
for (const { builder, sources } of SITES) {
  for (const source of sources) {
    const label = `${builder.name}: ${source.name}`;
    if (wanted.length > 0 && !wanted.some((name) => label.includes(name))) continue;
    const site = await buildSite(builder, source).catch((error: unknown) => {
      failures.push(`${label}: ${error instanceof Error ? error.message : String(error)}`);
    });
    if (site === undefined) continue;
    const { pages, unbuilt } = await scoreSite(site, ours);
    const tallies = emptyTallies();
    for (const { score } of pages) addTallies(tallies, score.tallies);
    const beside = wanted.length > 0 ? [] : await compare(site);
    results.push({ generator: builder.name, source: source.name, pages, unbuilt, tallies, beside });
    process.stdout.write(`${label}: ${pages.length} pages\n`);
  }
}
if (wanted.length > 0) process.stdout.write(describeMisses(results));
else {
  const folder = join(import.meta.dirname, "../../results");
  await mkdir(folder, { recursive: true });
  const { markdown, json } = writeReport(results);
  await writeFile(join(folder, "fidelity-structure.md"), markdown);
  await writeFile(join(folder, "fidelity-structure.json"), json);
}
/** Ours and the peers' on the first pages of a site: peers take long, and each site shows the same of them. */
async function compare(site: BuiltSite): Promise<SiteResult["beside"]> {
  const some = { ...site, pages: site.pages.slice(0, PEER_PAGES) };
  const scores: { name: string; tallies: SiteResult["tallies"] }[] = [];
  for (const { name, toMarkdown } of [{ name: "DocSynapse", toMarkdown: ours }, ...(await loadPeers())]) {
    const tallies = emptyTallies();
    const { pages } = await scoreSite(some, toMarkdown);
    for (const { score } of pages) addTallies(tallies, score.tallies);
    scores.push({ name, tallies });
  }
  return scores;
}

for (const failure of failures) process.stderr.write(`error: ${failure}\n`);
const tooLow = belowGoal(results);
for (const line of tooLow) process.stderr.write(`error: below the goal: ${line.slice(2)}\n`);
if (failures.length + tooLow.length > 0) process.exitCode = 1;
