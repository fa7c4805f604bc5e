import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { judge } from "./goals.ts";
import { describeMachine } from "./machine.ts";
import { parseOptions, usage, type BenchOptions } from "./options.ts";
import { replaceBenchSection } from "./readme-section.ts";
import { formatReport, type Report } from "./report.ts";
import { runScenario, type Bench, type ScenarioResult } from "./run-scenario.ts";
import { buildScenarios, scenarioNames, type Scenario } from "./scenarios.ts";
import { setUp } from "./setup.ts";

/** Fewer rounds show no spread, and must not replace results that do. */
const WRITTEN_ROUNDS = 3;

// An end by a signal goes through `exit`, where nginx and the running contestant are stopped.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(usage);
  else process.exitCode = await runBench(options);
} catch (error) {
  say(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

/** The exit code: 0 whether the goals are met or not, 1 when a contestant failed. */
async function runBench({ quick, rounds, scenarios: wanted }: BenchOptions): Promise<number> {
  const setup = await setUp(say);
  const machine = await describeMachine(setup, new Date());
  const directory = await mkdtemp(join(tmpdir(), "docsynapse-bench-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  try {
    const chosen = buildScenarios(setup, quick).filter(({ name }) => wanted.includes(name));
    const scenarios = await runScenarios(chosen, { setup, rounds, directory, say });
    const report = { machine, quick, rounds, goals: judge(scenarios), scenarios };
    process.stdout.write(formatReport(report));
    const isSound = scenarios.every(({ failures }) => failures.length === 0);
    const isWhole = !quick && rounds >= WRITTEN_ROUNDS && scenarios.length === scenarioNames.length;
    if (isSound && isWhole) await writeReport(report);
    return isSound ? 0 : 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function runScenarios(chosen: readonly Scenario[], bench: Bench): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const scenario of chosen) {
    if (scenario.cores <= availableParallelism()) results.push(await runScenario(scenario, bench));
    else say(`${scenario.name} left out: it needs ${scenario.cores} cores`);
  }
  return results;
}

async function writeReport(report: Report): Promise<void> {
  const directory = join(import.meta.dirname, "results");
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "engine.md"), formatReport(report));
  await writeFile(join(directory, "engine.json"), `${JSON.stringify(report, undefined, 2)}\n`);
  const readme = join(import.meta.dirname, "..", "README.md");
  await writeFile(readme, replaceBenchSection(await readFile(readme, "utf8"), report));
  say(`written: ${join(directory, "engine.md")} and the table in ${readme}`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
