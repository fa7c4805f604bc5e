import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Plan } from "../../crawler/contract.ts";

const CLI = resolve(import.meta.dirname, "../../cli/docsynapse.js");

/** A role of a distributed crawl in a process of its own, run by the real command. */
export interface RoleProcess {
  readonly child: ChildProcess;
  /** Lines of standard output and standard error so far. */
  readonly lines: string[];
  readonly exited: Promise<number | null>;
  isRunning(): boolean;
}

const startRole = (args: readonly string[]): RoleProcess => startProcess([CLI, ...args]);

export function startProcess(args: readonly string[], environment: Readonly<Record<string, string>> = {}): RoleProcess {
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  const lines: string[] = [];
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on("line", (line) => lines.push(line));
  }
  const exited = once(child, "close").then(([code]) => code as number | null);
  return { child, lines, exited, isRunning: () => child.exitCode === null && child.signalCode === null };
}

/** Commands of one crawl in a folder of its own. */
export async function prepareCrawl(
  folder: string,
  plan: Plan,
  nats: { readonly coordinator: string; readonly worker: string },
) {
  const file = join(folder, "plan.json");
  const out = join(folder, "out");
  await writeFile(file, JSON.stringify(plan));
  return {
    out,
    coordinator: (...flags: string[]) =>
      startRole([
        "coordinator",
        "--plan",
        file,
        "--nats",
        nats.coordinator,
        "--out",
        out,
        "--json",
        "--keep-streams",
        ...flags,
      ]),
    worker: (...flags: string[]) =>
      startRole(["worker", "--plan", file, "--nats", nats.worker, "--threads", "1", "--grace", "5", ...flags]),
  };
}

export async function kill(role: RoleProcess | undefined): Promise<void> {
  if (role?.isRunning() !== true) return;
  // A stopped process is not ended by anything but this.
  role.child.kill("SIGKILL");
  await role.exited;
}
