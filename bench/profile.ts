import { rmSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { measure } from "./measure.ts";
import { CpuProfile, formatProfile, summariseProfiles } from "./self-time.ts";
import { setUp, type Setup } from "./setup.ts";
import { startNginx, type Site } from "./sites/nginx.ts";
import { writeSyntheticSite } from "./sites/synthetic-site.ts";

const usage = `Usage: node bench/profile.ts [options]

Crawls a site on loopback under Node's CPU profiler, main thread and worker threads, and prints where the time went.

  --pages N    a generated site of N small pages instead of the corpus
  --start P    the corpus from this path on, such as library/
  --again      profile the second, unchanged crawl
  --cores N    bind the crawl to 1 or 2 cores (default 2)
  --top N      functions to print (default 40)
  --keep DIR   keep the .cpuprofile files there (Chrome's DevTools open them)
  --help       this text
`;

const { values } = parseArgs({
  options: {
    pages: { type: "string" },
    start: { type: "string", default: "" },
    again: { type: "boolean", default: false },
    cores: { type: "string", default: "2" },
    top: { type: "string", default: "40" },
    keep: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

if (values.help) process.stdout.write(usage);
else await profile();

async function profile(): Promise<void> {
  const setup = await setUp(say);
  const directory = await mkdtemp(join(tmpdir(), "docsynapse-profile-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  try {
    await using site = await serve(setup, join(directory, "site"));
    const out = join(directory, "out");
    const profiles = values.keep === undefined ? join(directory, "profiles") : resolve(values.keep);
    if (values.again) await crawl(setup, `${site.url}${values.start}`, out, []);
    await crawl(setup, `${site.url}${values.start}`, out, ["--cpu-prof", `--cpu-prof-dir=${profiles}`]);
    process.stdout.write(formatProfile(summariseProfiles(await readProfiles(profiles)), Number(values.top)));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function serve({ corpus, nginx, taskset }: Setup, generated: string): Promise<Site> {
  if (values.pages !== undefined) await writeSyntheticSite(generated, Number(values.pages));
  const root = values.pages === undefined ? corpus.root : generated;
  return await startNginx({ nginx, taskset, root, core: 0 });
}

async function crawl(setup: Setup, url: string, out: string, flags: readonly string[]): Promise<void> {
  const cli = resolve(import.meta.dirname, "../cli/docsynapse.js");
  const limits = ["--allow-private-addresses", "--rate", "0", "--concurrency", "8", "--render", "never", "--json"];
  const args = [...flags, cli, "crawl", url, "--out", out, ...limits];
  const last = availableParallelism() - 1;
  const cores = values.cores === "1" || last === 0 ? [last] : [last - 1, last];
  const taken = await measure({ program: process.execPath, args, success: [0] }, cores, setup);
  const { wallSeconds, cpuSeconds, peakMb } = taken;
  say(`${wallSeconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} CPU-s, ${peakMb.toFixed(0)} MB`);
}

async function readProfiles(directory: string): Promise<readonly CpuProfile[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith(".cpuprofile"));
  if (files.length === 0) throw new Error(`the crawl left no .cpuprofile file in ${directory}`);
  return await Promise.all(
    files.map(async (file) => CpuProfile.parse(JSON.parse(await readFile(join(directory, file), "utf8")))),
  );
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
