import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { bringDebianPackage, findDebianVersion } from "../setup.ts";

/** Documentation that other hands wrote and other generators built, as Debian packages carry it. */
export const CORPORA = [
  "python3.11-doc",
  "python-django-doc",
  "sphinx-doc",
  "postgresql-doc-15",
  "git-doc",
  "mkdocs-doc",
  "doxygen-doc",
] as const;

export interface CorpusPage {
  /** Path below the package's root. */
  readonly path: string;
  readonly html: string;
}

/** Pages of the package, at most so many, spread evenly over all. */
export async function* readCorpus(name: string, most: number, say: (line: string) => void): AsyncGenerator<CorpusPage> {
  const folder = await bringDebianPackage(name, await findDebianVersion(name), say);
  const entries = await readdir(folder, { recursive: true, encoding: "utf8" });
  const files = entries.filter((entry) => entry.endsWith(".html")).sort();
  const step = Math.max(1, Math.ceil(files.length / most));
  for (let at = 0; at < files.length; at += step) {
    const path = files[at] ?? "";
    yield { path, html: await readFile(join(folder, path), "utf8") };
  }
}
