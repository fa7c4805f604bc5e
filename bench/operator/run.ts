import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { resolve } from "node:path";
import { contestants } from "./contestants.ts";
import { formatReport } from "./report.ts";
import { runContestant, type Load, type OperatorRun } from "./run-contestant.ts";

/**
 * `node bench/operator/run.ts [OBJECTS] [ROUNDS]`: how long a fresh controller needs for many objects, what it weighs,
 * how fast an edit shows in the status while 50 others a second change, and what it writes when nothing changes.
 */
const [objects = 5000, rounds = 1] = process.argv.slice(2).map(Number);
const load: Load = { objects, editsPerSecond: 50, editSeconds: 20, quietSeconds: 20 };
const contests = contestants.map((contestant) => ({ contestant, name: contestant.name, runs: [] as OperatorRun[] }));
const loads: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  // In turns, so that what else the machine does falls on all.
  for (const { contestant, name, runs } of contests) {
    loads.push(loadavg()[0] ?? Number.NaN);
    runs.push(await runContestant(contestant, load));
    process.stdout.write(`${name}: ${JSON.stringify(runs.at(-1))}\n`);
  }
}
const report = formatReport(load, contests, {
  date: new Date().toISOString().slice(0, 10),
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: availableParallelism(),
  loads,
});
writeFileSync(resolve(import.meta.dirname, "../results/operator.md"), report);
process.stdout.write(report);
