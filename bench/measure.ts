import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Exit codes that mean success. */
  readonly success: readonly number[];
}

/** What one process took, its start included. */
export interface Usage {
  readonly wallSeconds: number;
  /** User and system time of all its threads. */
  readonly cpuSeconds: number;
  /** Peak resident set, in millions of bytes. */
  readonly peakMb: number;
}

export interface Tools {
  readonly time: string;
  readonly taskset: string;
}

const TIMEOUT_MS = 20 * 60_000;
const KEPT_ERROR_CHARS = 4000;

/** Runs a command bound to these CPUs, under GNU time; throws with its last words when it fails. */
export async function measure(command: Command, cores: readonly number[], tools: Tools): Promise<Usage> {
  const directory = await mkdtemp(join(tmpdir(), "docsynapse-measure-"));
  const clear = (): void => rmSync(directory, { recursive: true, force: true });
  process.once("exit", clear);
  try {
    const file = join(directory, "usage");
    const bound = ["-c", cores.join(","), command.program, ...command.args];
    await runToEnd(tools.time, ["-q", "-f", "%e %U %S %M", "-o", file, tools.taskset, ...bound], command);
    return parseUsage(await readFile(file, "utf8"));
  } finally {
    process.off("exit", clear);
    clear();
  }
}

async function runToEnd(program: string, args: readonly string[], command: Command): Promise<void> {
  // A group of its own, so that an end by force reaches the measured process too.
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], detached: true });
  const kill = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  };
  process.once("exit", kill);
  const timer = setTimeout(kill, TIMEOUT_MS);
  let lastWords = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-KEPT_ERROR_CHARS);
  });
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    if (code !== null && command.success.includes(code)) return;
    throw new Error(`${command.program} ${command.args.join(" ")} ended with ${code ?? signal}\n${lastWords}`);
  } finally {
    clearTimeout(timer);
    process.off("exit", kill);
  }
}

/** Seconds of wall, user and system time, then KiB. */
export function parseUsage(text: string): Usage {
  const [wall, user, system, peakKib] = text.trim().split(/\s+/).map(Number);
  const all = [wall, user, system, peakKib];
  if (
    wall === undefined ||
    user === undefined ||
    system === undefined ||
    peakKib === undefined ||
    all.some(Number.isNaN)
  ) {
    throw new Error(`GNU time wrote ${JSON.stringify(text.slice(0, 200))} instead of four numbers`);
  }
  return { wallSeconds: wall, cpuSeconds: user + system, peakMb: (peakKib * 1024) / 1e6 };
}

/** Files of this kind under a folder. */
export async function countFiles(directory: string, extension: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith(extension)).length;
}
