import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { planFor } from "../../crawler/testing/plan.ts";
import { startNats } from "../../tests/servers/nats.ts";
import { startSlowSite } from "./slow-site.ts";

export interface ScalingRun {
  readonly loops: number;
  readonly processes: number;
  readonly pages: number;
  readonly pagesPerSecond: number;
}

export const LATENCY_MS = 200;
const MAX_PROCESSES = 4;
/** Long enough to show a steady speed, whatever the number of loops. */
const PAGES_A_LOOP = 40;
/** Before and after it not all loops have something to do. */
const EDGE = 0.1;
const CLI = resolve(import.meta.dirname, "../../cli/docsynapse.js");

/** A crawl of a slow site by so many loops, spread over up to four worker processes; the speed is counted at the site. */
export async function measureLoops(loops: number): Promise<ScalingRun> {
  const processes = Math.min(loops, MAX_PROCESSES);
  const pages = Math.max(PAGES_A_LOOP * loops, 2 * PAGES_A_LOOP);
  const folder = await mkdtemp(join(tmpdir(), "docsynapse-scaling-"));
  await using server = await startNats();
  await using site = await startSlowSite(pages, LATENCY_MS);
  const plan = join(folder, "plan.json");
  // Always more permits out than loops: a loop that is ready finds work.
  const politeness = { maxConcurrency: loops * 2 + 8, robots: "Ignore" as const };
  await writeFile(plan, JSON.stringify(planFor(site.url, { politeness })));
  const common = ["--plan", plan, "--nats", server.url];
  const worker = ["worker", ...common, "--threads", "1", "--loops", String(loops / processes)];
  const roles = Array.from({ length: processes }, () => start(worker));
  // A pipe that nobody empties would stop them.
  for (const { stderr } of roles) stderr.resume();
  try {
    const coordinator = start(["coordinator", ...common, "--out", join(folder, "out"), "--json"]);
    roles.push(coordinator);
    const [lastWords, [code]] = await Promise.all([text(coordinator.stderr), once(coordinator, "close")]);
    if (code !== 0) throw new Error(`the coordinator ended with ${String(code)}\n${lastWords}`);
    return { loops, processes, pages, pagesPerSecond: steadySpeed(site.askedAtMs) };
  } finally {
    for (const role of roles) role.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

function start(args: readonly string[]): ChildProcessByStdio<null, null, Readable> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("close", () => process.off("exit", kill));
  return child;
}

/** Pages a second, without those at either end. */
function steadySpeed(askedAtMs: readonly number[]): number {
  const sorted = askedAtMs.toSorted((a, b) => a - b);
  const edge = Math.floor(sorted.length * EDGE);
  const steady = sorted.slice(edge, sorted.length - edge);
  const [first = Number.NaN] = steady;
  return ((steady.length - 1) * 1000) / ((steady.at(-1) ?? Number.NaN) - first);
}
