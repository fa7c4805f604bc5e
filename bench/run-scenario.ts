import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Contestant } from "./contestants.ts";
import { measure } from "./measure.ts";
import type { Scenario, SiteChoice } from "./scenarios.ts";
import type { Setup } from "./setup.ts";
import { startNginx, type Site } from "./sites/nginx.ts";
import { writeSyntheticSite } from "./sites/synthetic-site.ts";
import { summarise, type Run, type Summary } from "./statistics.ts";

export interface ScenarioResult {
  readonly name: string;
  readonly title: string;
  readonly contestants: readonly ContestantResult[];
  /** With the message of each. */
  readonly failures: readonly { readonly name: string; readonly failure: string }[];
}

export interface ContestantResult {
  readonly name: string;
  readonly runs: readonly Run[];
  readonly summary: Summary;
}

export interface Bench {
  readonly setup: Setup;
  readonly rounds: number;
  /** Emptied by whoever made it. */
  readonly directory: string;
  say(line: string): void;
}

/**
 * Rounds of A, B, C ... one after the other, so that a busy minute of the machine hits all alike.
 * A contestant that failed once has no figures; the others go on.
 */
export async function runScenario(scenario: Scenario, bench: Bench): Promise<ScenarioResult> {
  const directory = await mkdtemp(join(bench.directory, `${scenario.name}-`));
  await using site = await serve(scenario.site, directory, bench.setup);
  const url = scenario.site.type === "corpus" ? `${site.url}${scenario.site.start}` : site.url;
  const entries = scenario.contestants.map((contestant): Entry => ({ contestant, runs: [] }));
  for (let round = 1; round <= bench.rounds; round += 1) {
    bench.say(`${scenario.name}, round ${round} of ${bench.rounds}`);
    await runRound(entries, { url, directory, cores: scenario.cores }, bench);
  }
  await rm(directory, { recursive: true, force: true });
  return {
    name: scenario.name,
    title: scenario.title,
    contestants: entries
      .filter(({ failure }) => failure === undefined)
      .map(({ contestant: { name }, runs }) => ({ name, runs, summary: summarise(runs) })),
    failures: entries.flatMap(({ contestant: { name }, failure }) =>
      failure === undefined ? [] : [{ name, failure }],
    ),
  };
}

/** What is known of a contestant so far. */
interface Entry {
  readonly contestant: Contestant;
  readonly runs: Run[];
  failure?: string;
}

interface RoundOptions {
  readonly url: string;
  readonly directory: string;
  readonly cores: 1 | 2;
}

async function runRound(entries: readonly Entry[], { url, directory, cores }: RoundOptions, bench: Bench) {
  let before: Entry | undefined;
  let out = "";
  for (const entry of entries) {
    const { contestant } = entry;
    if (!contestant.continues) {
      if (out !== "") await rm(out, { recursive: true, force: true });
      out = await mkdtemp(join(directory, "out-"));
    } else if (before?.failure !== undefined) entry.failure = `${before.contestant.name} failed before it`;
    before = entry;
    if (entry.failure !== undefined) continue;
    try {
      const run = await runContestant(contestant, { url, out, cores }, bench);
      entry.runs.push(run);
      bench.say(`  ${contestant.name}: ${describe(run)}`);
    } catch (error) {
      entry.failure = error instanceof Error ? error.message : String(error);
      bench.say(`  ${contestant.name} failed: ${entry.failure}`);
    }
  }
  await rm(out, { recursive: true, force: true });
}

/** nginx has the first core: from a crawl on one core, the last, it takes nothing. */
async function serve(choice: SiteChoice, directory: string, setup: Setup): Promise<Site> {
  const root = choice.type === "corpus" ? setup.corpus.root : join(directory, "site");
  if (choice.type === "synthetic") await writeSyntheticSite(root, choice.pages);
  const { nginx, taskset } = setup;
  return await startNginx({ nginx, taskset, root, core: 0 });
}

interface Job {
  readonly url: string;
  readonly out: string;
  readonly cores: 1 | 2;
}

async function runContestant(contestant: Contestant, { url, out, cores }: Job, bench: Bench): Promise<Run> {
  const last = availableParallelism() - 1;
  const cpus = cores === 1 ? [last] : [last - 1, last];
  const usage = await measure(contestant.command(url, out), cpus, bench.setup);
  const pages = await contestant.countPages(out);
  if (pages === 0) throw new Error(`${contestant.name} wrote no page of ${url}`);
  return { ...usage, pages };
}

function describe({ pages, wallSeconds, cpuSeconds, peakMb }: Run): string {
  const speed = `${(pages / wallSeconds).toFixed(1)} pages/s`;
  const cpu = `${((cpuSeconds * 1000) / pages).toFixed(1)} CPU-ms/page`;
  return `${pages} pages in ${wallSeconds.toFixed(1)} s, ${speed}, ${cpu}, ${peakMb.toFixed(0)} MB`;
}
