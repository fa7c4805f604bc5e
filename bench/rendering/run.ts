import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findBrowser } from "../../crawler/render/find-browser.ts";
import { describeMachine } from "../machine.ts";
import { countFiles, type Command } from "../measure.ts";
import { setUp } from "../setup.ts";
import { startNginx } from "../sites/nginx.ts";
import { summarise, type Run } from "../statistics.ts";
import { writeClientRenderedSite } from "./client-rendered-site.ts";
import { measureTree } from "./measure-tree.ts";
import { formatRendering, replaceRenderingSection, type RenderingReport } from "./report.ts";

/** Pages a second and memory of a client-rendered site, beside Playwright alone. Writes the results when told to: `--write`. */
const isWritten = process.argv.includes("--write");
const PAGES = isWritten ? 100 : 40;
const ROUNDS = isWritten ? 3 : 1;
/** As many as DocSynapse has on two cores and more; fewer made the peers slower. */
const PAGES_AT_ONCE = "8";
const CLI = resolve(import.meta.dirname, "../../cli/docsynapse.js");

const executable = process.env["DOCSYNAPSE_CHROMIUM"] ?? findBrowser(process.env["PATH"] ?? "");
if (executable === undefined)
  throw new Error("no browser: install chromium-headless-shell, or set DOCSYNAPSE_CHROMIUM");
const setup = await setUp(say);
const machine = await describeMachine(setup, new Date());
const directory = await mkdtemp(join(tmpdir(), "docsynapse-bench-rendering-"));
try {
  const root = join(directory, "site");
  await writeClientRenderedSite(root, PAGES);
  await using site = await startNginx({ ...setup, root, core: 0 });
  const contestants = [ours(site.url), ...peers(site.url, executable)].map((one) => ({ ...one, runs: [] as Run[] }));
  for (let round = 1; round <= ROUNDS; round++) {
    for (const contestant of contestants) {
      say(`round ${round} of ${ROUNDS}: ${contestant.name}`);
      const out = await mkdtemp(join(directory, "out-"));
      const usage = await measureTree(contestant.command(out));
      contestant.runs.push({ ...usage, pages: await contestant.countPages(out) });
      await rm(out, { recursive: true });
    }
  }
  const results = contestants.map(({ name, runs }) => ({ name, runs, summary: summarise(runs) }));
  const report: RenderingReport = { machine, pages: PAGES, rounds: ROUNDS, cores: availableParallelism(), results };
  process.stdout.write(formatRendering(report));
  if (isWritten) await writeResults(report);
} finally {
  await rm(directory, { recursive: true, force: true });
}

interface Contestant {
  readonly name: string;
  command(out: string): Command;
  countPages(out: string): Promise<number>;
}

function ours(url: string): Contestant {
  const flags = ["--rate", "0", "--render", "auto", "--allow-private-addresses", "--json"];
  const command = (out: string): Command => ({
    program: process.execPath,
    args: [CLI, "crawl", url, "--out", out, ...flags],
    success: [0],
  });
  return { name: "docsynapse", command, countPages: (out) => countFiles(join(out, "latest", "pages"), ".md") };
}

/** What anybody would write, and what somebody writes who knows the site. */
function peers(url: string, browser: string): Contestant[] {
  const program = join(import.meta.dirname, "plain-playwright.ts");
  const ways = [
    ["Playwright with route, until the network is idle", "networkidle"],
    ["Playwright with route, until the page's heading is there", "main h1"],
  ] as const;
  return ways.map(([name, wait]) => ({
    name,
    countPages: (out) => countFiles(out, ".html"),
    command: (out) => ({
      program: process.execPath,
      args: [program, url, out, browser, PAGES_AT_ONCE, wait],
      success: [0],
    }),
  }));
}

async function writeResults(report: RenderingReport): Promise<void> {
  const results = join(import.meta.dirname, "../results");
  await writeFile(join(results, "rendering.md"), formatRendering(report));
  await writeFile(join(results, "rendering.json"), `${JSON.stringify(report, undefined, 2)}\n`);
  const readme = join(import.meta.dirname, "../../README.md");
  await writeFile(readme, replaceRenderingSection(await readFile(readme, "utf8"), report));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
