import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command, Usage } from "../measure.ts";

const EVERY_MS = 250;
/** Of /proc/PID/stat, after the name in brackets. */
const PARENT = 1;
const [USER_TICKS, SYSTEM_TICKS] = [11, 12];
const TICKS_PER_SECOND = 100;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

/**
 * Runs a command and sums over all processes that it starts, the browser's among them: memory that several share counts
 * once (PSS), processor time as it was when each was last seen.
 */
export async function measureTree({ program, args, success }: Command): Promise<Usage> {
  const startMs = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(child, "close") as Promise<[number | null]>;
  const ticks = new Map<number, number>();
  let peakKib = 0;
  while (child.exitCode === null && child.signalCode === null) {
    const tree = descendants(child.pid ?? 0, await listProcesses());
    for (const one of tree) ticks.set(one.pid, one.ticks);
    const sizes = await Promise.all(tree.map(({ pid }) => readPssKib(pid)));
    peakKib = Math.max(
      peakKib,
      sizes.reduce((sum, size) => sum + size, 0),
    );
    await Promise.race([sleep(EVERY_MS), ended]);
  }
  const [code] = await ended;
  if (code === null || !success.includes(code)) throw new Error(`${program} ${args.join(" ")} ended with ${code}`);
  const cpuSeconds = [...ticks.values()].reduce((sum, one) => sum + one, 0) / TICKS_PER_SECOND;
  return { wallSeconds: (performance.now() - startMs) / 1000, cpuSeconds, peakMb: (peakKib * 1024) / 1e6 };
}

async function listProcesses(): Promise<Process[]> {
  const pids = (await readdir("/proc")).map(Number).filter(Number.isInteger);
  const all = await Promise.all(pids.map((pid) => readProcess(pid)));
  return all.filter((one) => one !== undefined);
}

/** Undefined when it is gone meanwhile. */
async function readProcess(pid: number): Promise<Process | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (at: number): number => Number(fields[at]);
  return { pid, parent: field(PARENT), ticks: field(USER_TICKS) + field(SYSTEM_TICKS) };
}

function descendants(root: number, all: readonly Process[]): Process[] {
  const tree = all.filter(({ pid }) => pid === root);
  for (const { pid: above } of tree) tree.push(...all.filter(({ parent }) => parent === above));
  return tree;
}

async function readPssKib(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
}
