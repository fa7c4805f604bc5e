import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { serveFolder } from "./static-site.ts";

/** Documentation that others wrote: the reference of JSXGraph as its npm package carries it (MIT or LGPL). */
const PACKAGE = { name: "jsxgraph", version: "1.13.3", docs: "package/distrib/docs" } as const;

/** The same address every time, so that a second crawl knows its pages again. */
const PORT = 47_123;

const run = promisify(execFile);

/** Crawls a real documentation site on loopback into a folder, with the command that a user would type. */
async function demo(out: string): Promise<number> {
  const docs = await bringDocs();
  await using site = await serveFolder(docs, PORT);
  const cli = resolve(import.meta.dirname, "../docsynapse.js");
  const args = ["crawl", site.url, "--out", out, "--allow-private-addresses", "--exclude", "/symbols/src/**"];
  console.error(`\n$ npx docsynapse ${args.map((arg) => (arg.includes("*") ? `'${arg}'` : arg)).join(" ")}\n`);
  const crawl = spawn(process.execPath, [cli, ...args], { stdio: "inherit" });
  const forward = (signal: NodeJS.Signals): boolean => crawl.kill(signal);
  process.once("SIGTERM", forward);
  // A terminal sends Ctrl-C to both processes; this one waits for the crawl to end cleanly.
  process.on("SIGINT", () => undefined);
  const [code] = (await once(crawl, "exit")) as [number | null];
  if (code === 0) console.error(nextSteps(relative(process.cwd(), out)));
  return code ?? 1;
}

/** The package's documentation, unpacked once into the user's cache. */
async function bringDocs(): Promise<string> {
  const { name, version, docs } = PACKAGE;
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "docsynapse");
  const folder = join(cache, `${name}-${version}`);
  if (await isThere(join(folder, docs))) return join(folder, docs);
  console.error(`Fetching the documentation of ${name} ${version} through npm (11 MB, once) ...`);
  const fresh = `${folder}.${process.pid}`;
  await mkdir(fresh, { recursive: true });
  try {
    await run("npm", ["pack", `${name}@${version}`, "--silent", "--pack-destination", fresh]);
    await run("tar", ["xzf", join(fresh, `${name}-${version}.tgz`), "-C", fresh, docs]);
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return join(folder, docs);
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

function nextSteps(out: string): string {
  const steps: readonly (readonly [command: string, why: string])[] = [
    [`open ${out}/latest/report.html`, "what was found, and what was not"],
    [`less ${out}/latest/pages/index.md`, "a page as Markdown"],
    ["make demo", "again: only what has changed is fetched"],
    ["npx docsynapse crawl https://docs.example.com/", "the same for a site of your choice"],
    ["npx docsynapse --help", "all commands"],
  ];
  const width = Math.max(...steps.map(([command]) => command.length));
  return ["", "What next:", ...steps.map(([command, why]) => `  ${command.padEnd(width)}  ${why}`)].join("\n");
}

const { values } = parseArgs({ options: { out: { type: "string", default: "demo-output" } } });
try {
  process.exitCode = await demo(resolve(values.out));
} catch (error) {
  const { message } = error instanceof Error ? error : new Error(String(error));
  console.error(`error: the demo could not run: ${message.trim()}\nIt needs npm, tar and a network that npm can use.`);
  process.exitCode = 1;
}
