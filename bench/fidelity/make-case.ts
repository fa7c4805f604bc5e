import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exists } from "../cache-directory.ts";
import { SITES } from "./sites/all-builders.ts";
import { buildSite } from "./sites/build-site.ts";
import { sample } from "./sites/sources.ts";
import { writeCase } from "./write-case.ts";

/** The page of the sample that has the most kinds of things in it. */
const SAMPLE_PAGE = "guide/install.md";

const [name, from] = process.argv.slice(2);
if (name === "--samples") await writeSamples();
else if (name !== undefined && from !== undefined) say(await writeCase(name, await readPage(from)));
else {
  process.stderr.write("error: make case NAME=mkdocs-tabs FROM=page.html (a file or an http URL)\n");
  process.exitCode = 78;
}

async function readPage(reference: string): Promise<string> {
  if (!/^https?:/.test(reference)) return await readFile(reference, "utf8");
  const response = await fetch(reference, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`${reference} answered ${response.status}`);
  return await response.text();
}

/** One page of our own sample from every generator: built anew where it is not in the cache. */
async function writeSamples(): Promise<void> {
  for (const { builder, sources } of SITES) {
    if (!sources.includes(sample)) continue;
    const { root } = await buildSite(builder, sample);
    const file = join(root, builder.builtFile(SAMPLE_PAGE));
    if (!(await exists(file))) throw new Error(`${builder.name} built no ${file}`);
    const slug = builder.name.replace(/[^a-z0-9]+/g, "-").replace(/-$/, "");
    say(await writeCase(`${slug}-sample`, await readFile(file, "utf8")));
  }
}

function say(folder: string): void {
  process.stdout.write(`${folder}: read its expected.md, and mend the profile until it says what the page says\n`);
}
