import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SITES } from "../sites/all-builders.ts";
import { buildSite } from "../sites/build-site.ts";
import { describeMisses, type SiteResult, writeReport } from "./report.ts";
import { ours, scoreSite } from "./score-site.ts";
import { addTallies, emptyTallies } from "./score.ts";

/**
 * Builds sites by real generators from sources with known structure, converts every page, and compares.
 * `node bench/fidelity/structure/run.ts [name]...` runs only what has one of the names in "generator: source";
 * with one, the misses are listed.
 */
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
    results.push({ generator: builder.name, source: source.name, isOurs: source.isOurs, pages, unbuilt, tallies });
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
for (const failure of failures) process.stderr.write(`error: ${failure}\n`);
if (failures.length > 0) process.exitCode = 1;
