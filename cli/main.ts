import { locateBrowser } from "./choose-browser.ts";
import { readConfig } from "./config.ts";
import { printError, type Context } from "./context.ts";
import { CliExit } from "./exit-codes.ts";
import { runProgram } from "./program.ts";
import { listenForStop } from "./stop-signals.ts";
import { UsageError } from "./usage-error.ts";
import { showCursor } from "./views/ansi.ts";

const config = readConfig(process.env);

const context: Context = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  stateRoot: config.stateRoot,
  storeAccess: config.storeAccess,
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  loadEngine: () => import("../crawler/local/run-local-crawl.ts"),
  locateBrowser: () => locateBrowser(config),
  listenForStop: (onFirst) => listenForStop(onFirst, () => process.exit(CliExit.killed)),
};

// The reader of a pipe may leave early (`| head`): then nobody wants the rest, as with any tool on SIGPIPE.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? 141 : CliExit.failed),
);
process.stderr.on("error", () => {});
process.on("exit", () => {
  if (process.stderr.isTTY) process.stderr.write(showCursor);
});

try {
  await exitWith(await runProgram(process.argv.slice(2), context));
} catch (error) {
  await exitWith(reportError(error));
}

function reportError(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) printError(context, message);
  else printError(context, `${message}\nThis is a bug in docsynapse; DOCSYNAPSE_DEBUG=1 shows where it happened.`);
  if (config.debug && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
  return error instanceof UsageError ? CliExit.badConfiguration : CliExit.internal;
}

/** Ends the process when its output has left, whatever sockets are still open. */
async function exitWith(code: number): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write("", () => resolve()));
  }
  process.exit(code);
}
