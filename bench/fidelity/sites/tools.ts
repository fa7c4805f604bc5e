import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { fillOnce, shortHash } from "../../cache-directory.ts";

const run = promisify(execFile);
const QUIET = { maxBuffer: 64 * 1024 * 1024, timeout: 1_800_000 } as const;

/** A generator, named with its exact version, in a folder of its own in the user's cache. */
export type Tool =
  | { readonly registry: "npm"; readonly packages: Readonly<Record<string, string>> }
  | { readonly registry: "pypi"; readonly packages: readonly string[] }
  | { readonly registry: "crates"; readonly crate: string; readonly version: string }
  /** Of the machine, as its Debian package or the user's own installer left it: too large for a folder of its own. */
  | { readonly registry: "machine"; readonly command: string; readonly debian: string };

/** Brings the tool where it is missing; returns the folder. */
export async function bringTool(name: string, tool: Tool): Promise<string> {
  return await fillOnce(`generator-${name}`, shortHash(JSON.stringify(tool)), async (folder) => {
    switch (tool.registry) {
      case "npm":
        await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: tool.packages }));
        await run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, ...QUIET });
        return;
      case "pypi":
        await run("python3", ["-m", "pip", "install", "--quiet", "--target", folder, ...tool.packages], QUIET);
        return;
      case "crates":
        await run("cargo", ["install", tool.crate, "--locked", "--version", tool.version, "--root", folder], QUIET);
        return;
      case "machine":
        await findVersion(tool);
        return;
      default:
        tool satisfies never;
    }
  });
}

/** What tells one version of a tool from another. */
export async function identify(tool: Tool): Promise<unknown> {
  return tool.registry === "machine" ? { ...tool, version: await findVersion(tool) } : tool;
}

async function findVersion({ command, debian }: Tool & { readonly registry: "machine" }): Promise<string> {
  const { stdout } = await run(command, ["--version"]).catch((error: unknown) => {
    throw new Error(`${command} does not run: install it (apt-get install ${debian})`, { cause: error });
  });
  return stdout.trim();
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a generator; what it says goes into the error only. */
export async function runTool({ command, args, cwd, env }: Command): Promise<void> {
  await run(command, [...args], { cwd, env: { ...process.env, CI: "1", ...env }, ...QUIET }).catch((error: unknown) => {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed: ${`${stdout}\n${stderr}`.slice(-2000)}`, { cause: error });
  });
}
