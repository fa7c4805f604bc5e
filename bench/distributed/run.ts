import { readFile, writeFile } from "node:fs/promises";
import { arch, availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { judge, type Measured } from "./goals.ts";
import { runPretendedCrawl, type CoordinatorRun } from "./pretended-crawl.ts";
import type { PretendedSite } from "./pretended-site.ts";
import { formatDistributed, replaceDistributedSection, type DistributedReport } from "./report.ts";
import { measureLoops, type ScalingRun } from "./scaling.ts";

/**
 * How a crawl over NATS scales with its workers' loops, and what its coordinator bears. In small for a look; in full, and
 * written into the results, with `--write`; `--rounds N` for another number than three.
 */
const { values } = parseArgs({ options: { write: { type: "boolean", default: false }, rounds: { type: "string" } } });
const isWritten = values.write;
const rounds = Number(values.rounds ?? (isWritten ? 3 : 1));
const LOOPS = [1, 2, 4, 8, 16];
const SPEEDS: readonly PretendedSite[] = isWritten
  ? [
      { pages: 40_000, bytes: 0 },
      { pages: 15_000, bytes: 20_000 },
    ]
  : [
      { pages: 10_000, bytes: 0 },
      { pages: 5000, bytes: 20_000 },
    ];
const LARGE: PretendedSite = { pages: isWritten ? 1_000_000 : 50_000, bytes: 0 };
/** Of the large one: all would take seven minutes more. */
const LARGE_ANSWERS = isWritten ? 250_000 : 20_000;

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const [cpu] = cpus();
const surroundings = {
  date: new Date().toISOString().slice(0, 10),
  cpu: `${cpu?.model.trim() ?? "unknown"} (${arch()})`,
  cores: availableParallelism(),
  node: process.versions.node,
  loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
  rounds,
};
const measured = await measureAll();
const report: DistributedReport = { ...surroundings, goals: judge(measured), ...measured };
process.stdout.write(formatDistributed(report));
if (isWritten) await writeResults(report);

/** In turns, so that what else the machine does falls on all. */
async function measureAll(): Promise<Measured> {
  const scaling: ScalingRun[] = [];
  const coordinator: CoordinatorRun[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const loops of LOOPS) scaling.push(told(await measureLoops(loops)));
    for (const site of SPEEDS) coordinator.push(told(await runPretendedCrawl(site, site.pages)));
  }
  coordinator.push(told(await runPretendedCrawl(LARGE, LARGE_ANSWERS)));
  return { scaling, coordinator };
}

function told<T>(run: T): T {
  process.stderr.write(`${JSON.stringify(run)}\n`);
  return run;
}

async function writeResults(written: DistributedReport): Promise<void> {
  const results = join(import.meta.dirname, "../results");
  await writeFile(join(results, "distributed.md"), formatDistributed(written));
  await writeFile(join(results, "distributed.json"), `${JSON.stringify(written, undefined, 2)}\n`);
  const readme = join(import.meta.dirname, "../../README.md");
  await writeFile(readme, replaceDistributedSection(await readFile(readme, "utf8"), written));
}
