import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildClientRenderedFiles } from "../../site/client-rendered-site.ts";

const samples = join(import.meta.dirname, "../../../crawler/extract/testdata");

/**
 * A small documentation site in a folder: a page of each generator, as it wrote it, and one that leads to them all; and
 * one besides whose pages show nothing without a browser.
 */
export async function writeSite(): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "docsynapse-site-"));
  const names = (await readdir(samples)).sort();
  for (const name of names) {
    await mkdir(join(folder, "guide", name), { recursive: true });
    await copyFile(join(samples, name, "source.html"), join(folder, "guide", name, "index.html"));
  }
  await writeFile(join(folder, "guide/index.html"), buildIndex(names));
  for (const { path, text } of buildClientRenderedFiles()) {
    const file = join(folder, path, path.endsWith("/") ? "index.html" : "");
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

const buildIndex = (names: readonly string[]): string =>
  `<!doctype html><html lang="en"><head><title>Guide</title></head><body><main><h1>Guide</h1>
<p>What generators of documentation write.</p>
<ul>${names.map((name) => `<li><a href="${name}/">${name}</a></li>`).join("\n")}</ul></main></body></html>`;
