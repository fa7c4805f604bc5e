import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { startNats } from "../tests/servers/nats.ts";

/**
 * The crawl of `docsynapse crawl`, with coordinator and worker in processes of their own and NATS between them. It all
 * ends with this process, so that what is measured of it is all of it, the server included.
 */
const CLI = resolve(import.meta.dirname, "../cli/docsynapse.js");
const [url = "", out = "", ...flags] = process.argv.slice(2);
const plan = join(out, "plan.json");

await using server = await startNats();
await run(["plan", url, "--allow-private-addresses", "--plan", plan, ...flags]);
const common = ["--plan", plan, "--nats", server.url];
const worker = run(["worker", ...common]);
await run(["coordinator", ...common, "--out", out, "--json"]);
await worker;

async function run(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`docsynapse ${args[0]} ended with ${code}`);
}
