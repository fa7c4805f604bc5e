import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { Transform } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { ExecInPod } from "../../cli/pull/pod-exec.ts";
import { PullInterrupted } from "../../cli/pull/snapshot-source.ts";
import { pod } from "../../operator/crawls/pod-contract.ts";

const program = resolve(import.meta.dirname, "../../crawler/main.ts");

export interface LocalExecOptions {
  /** Here what in the pod is the site's folder on its volume. */
  readonly siteFolder: string;
  /** Breaks the connection of the archive's call of this number, from 1, after so many bytes; undefined: never. */
  readonly breakAfter?: (call: number) => number | undefined;
  readonly onCommand?: (command: readonly string[]) => void;
}

/** Runs the reader's very program as a process here: what a container runtime does, without a node. */
export function execLocally({ siteFolder, breakAfter, onCommand }: LocalExecOptions): ExecInPod {
  let calls = 0;
  return async (_, command, stdout, signal) => {
    onCommand?.(command);
    const [, , ...args] = command;
    const here = args.map((arg) => (arg.startsWith(pod.outMount) ? siteFolder : arg));
    const child = spawn(process.execPath, [program, ...here], { stdio: ["ignore", "pipe", "pipe"] });
    const exited = once(child, "exit");
    const limit = args[1] === "send" ? breakAfter?.((calls += 1)) : undefined;
    const stop = (): void => void child.kill("SIGKILL");
    signal.addEventListener("abort", stop, { once: true });
    try {
      const stderr = text(child.stderr);
      await pipeline(child.stdout, cutAfter(limit ?? Infinity), stdout, { signal });
      const [exitCode] = (await exited) as [number];
      return { exitCode, stderr: await stderr };
    } catch (error) {
      stop();
      await exited;
      if (error !== cut && !signal.aborted) throw error;
      throw new PullInterrupted("the connection to the pod was lost");
    }
  };
}

const cut = new Error("cut");

function cutAfter(limit: number): Transform {
  let bytes = 0;
  return new Transform({
    transform: (chunk: Buffer, _, done) => {
      bytes += chunk.length;
      if (bytes > limit) done(cut);
      else done(null, chunk);
    },
  });
}
