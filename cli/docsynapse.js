#!/usr/bin/env node
import { spawn } from "node:child_process";
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Plain JavaScript: it must run on a Node that cannot read TypeScript, to say so or to hand over to one that can.
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestMajor = 22;
const oldestMinor = 19;
const badConfiguration = 78;
const handedOver = "DOCSYNAPSE_HANDED_OVER";

/**
 * A crawl holds little in memory but allocates much: a small young generation and few arenas keep its footprint down,
 * and an old one that may grow a little first is collected a third as often.
 */
const crawlFlags = ["--max-semi-space-size=4", "--initial-old-space-size=64"];
/** By the variable the code cache is there for threads too, from their first file on. */
const crawlSettings = { MALLOC_ARENA_MAX: "2", NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") };
const tuned = "DOCSYNAPSE_TUNED";
const isCrawl = ["crawl", "run", "coordinator", "worker"].includes(process.argv[2] ?? "");

if (!isNodeNewEnough()) handOver();
else if (isCrawl && process.env[tuned] === undefined && process.execve !== undefined) becomeTuned();
else await start();

/** The same process under the settings that only a new one can have; Windows has no such call, and goes without. */
function becomeTuned() {
  const env = { ...crawlSettings, ...process.env, [tuned]: "1" };
  const command = [...crawlFlags, ...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  process.execve(process.execPath, [process.execPath, ...command], env);
}

function isNodeNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

async function start() {
  const { enableCompileCache } = await import("node:module");
  enableCompileCache();
  // Our parent is the launcher on an older Node: should it be killed, nobody could stop us any more.
  if (process.env[handedOver] !== undefined && process.send !== undefined) {
    process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
    process.channel?.unref();
  }
  try {
    if (isBundleCurrent()) await import(new URL("../dist/cli/main.js", import.meta.url).href);
    else await import("./main.ts");
  } catch (error) {
    if (error?.code !== "ERR_MODULE_NOT_FOUND" || existsSync(join(root, "node_modules"))) throw error;
    process.stderr.write(`docsynapse has none of its packages yet: run "npm install" in ${root}\n`);
    process.exit(badConfiguration);
  }
}

/** The bundle starts in half the time: it is taken while the sources are the ones that it was made of. */
function isBundleCurrent() {
  try {
    const sources = JSON.parse(readFileSync(join(root, "dist", "cli", "sources.json"), "utf8"));
    return sources.every(({ path, size, mtimeMs }) => {
      const now = statSync(join(root, path));
      return now.size === size && now.mtimeMs === mtimeMs;
    });
  } catch {
    return false;
  }
}

/** Runs the same command with the Node that the checkout brings as a package. */
function handOver() {
  const brought = join(root, "node_modules", ".bin", "node");
  if (!existsSync(brought) || realpathSync(brought) === realpathSync(process.execPath)) {
    const need = `${oldestMajor}.${oldestMinor}`;
    process.stderr.write(
      `docsynapse needs Node ${need} or newer, this is ${process.versions.node}: run "make check" in the checkout, or install a newer Node\n`,
    );
    process.exit(badConfiguration);
  }
  const stdio = ["inherit", "inherit", "inherit", "ipc"];
  const settings = isCrawl ? { ...crawlSettings, [tuned]: "1" } : {};
  const flags = isCrawl ? crawlFlags : [];
  const env = { ...settings, ...process.env, [handedOver]: "1" };
  const child = spawn(brought, [...flags, fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio, env });
  // A terminal signals both of us, `kill` only this process; the child takes two at once for one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
