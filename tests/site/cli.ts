import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";

const CLI = resolve(import.meta.dirname, "../../cli/docsynapse.js");

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command in a process of its own, to its end. */
export async function docsynapse(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliRun> {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await closed) as [number | null];
  return { code, stdout, stderr };
}

/** A crawl of a site on loopback. */
export const crawlByCli = (url: string, out: string, ...flags: readonly string[]): Promise<CliRun> =>
  docsynapse(["crawl", url, "--out", out, "--allow-private-addresses", "--threads", "1", ...flags]);
