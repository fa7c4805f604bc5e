import { execFile } from "node:child_process";
import { arch, availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { promisify } from "node:util";
import type { Setup } from "./setup.ts";

export interface Machine {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  readonly nginx: string;
  readonly wget: string;
  readonly corpus: string;
  /** One-minute load before the first run: what else the machine was doing. */
  readonly loadBefore: number;
}

export async function describeMachine(setup: Setup, now: Date): Promise<Machine> {
  return {
    date: now.toISOString().slice(0, 10),
    cpu: `${cpus()[0]?.model.trim() ?? "unknown"} (${arch()})`,
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    node: process.versions.node,
    nginx: await readVersion(setup.nginx, "-v"),
    wget: await readVersion(setup.wget, "--version"),
    corpus: setup.corpus.name,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}

async function readVersion(program: string, flag: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(program, [flag]);
  return /\d+(?:\.\d+)+/.exec(stdout + stderr)?.[0] ?? "unknown";
}
