import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const stopTimeoutMs = 5000;

/** A server on loopback that a test starts and stops; it dies with the test's process too. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #logFile: string;

  constructor(name: string, command: string, args: readonly string[], logFile: string) {
    const log = openSync(logFile, "w");
    // PDEATHSIG: whatever ends the test's process, the server does not stay behind.
    const [file, ...rest] =
      process.platform === "linux" ? ["setpriv", "--pdeathsig", "KILL", command, ...args] : [command, ...args];
    this.#child = spawn(file, rest, { stdio: ["ignore", log, log] });
    closeSync(log);
    this.#name = name;
    this.#logFile = logFile;
  }

  /** Resolves when `check` does; rejects with the log's end when the process ends or the time is up. */
  async waitUntil(check: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (!(await check().catch(() => false))) {
      if (this.#child.exitCode !== null) throw new Error(`${this.#name} ended: ${this.#readLogEnd()}`);
      if (performance.now() > deadline) throw new Error(`${this.#name} is not ready: ${this.#readLogEnd()}`);
      await sleep(100);
    }
  }

  #readLogEnd(): string {
    return readFileSync(this.#logFile, "utf8").slice(-2000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), stopTimeoutMs);
    await ended;
    clearTimeout(timer);
  }
}
