import { execFile } from "node:child_process";
import { cp, glob, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { fillOnce } from "../../cache-directory.ts";

const run = promisify(execFile);

/** A folder of documentation whose structure is known. */
export interface Source {
  readonly name: string;
  /** Ours: written in CommonMark with GitHub's extensions, to be put into each generator's dialect. */
  readonly isOurs: boolean;
  /** It has tabs or formulas, in a notation that each of its generators gets in its own. */
  readonly hasExtras?: true;
  /** Brings it where it is missing; the folder with the pages. */
  bring(): Promise<string>;
}

export const sample: Source = {
  name: "sample",
  isOurs: true,
  bring: async () => await Promise.resolve(join(import.meta.dirname, "sample")),
};

export const extras: Source = {
  name: "extras",
  isOurs: true,
  hasExtras: true,
  bring: async () => await Promise.resolve(join(import.meta.dirname, "extras")),
};

export const tabs: Source = {
  name: "tabs",
  isOurs: true,
  hasExtras: true,
  bring: async () => await Promise.resolve(join(import.meta.dirname, "tabs")),
};

/** The project's own documentation. */
export const ownDocs: Source = {
  name: "docsynapse",
  isOurs: true,
  bring: async () => await Promise.resolve(join(import.meta.dirname, "../../../docs")),
};

/** Prose by other hands, as a source package carries it: fetched when needed, never part of this repository. */
export const fastify = packaged("fastify", "npm", "fastify", "5.12.8", "package/docs");
export const undici = packaged("undici", "npm", "undici", "7.30.2", "package/docs/docs");
export const pythonMarkdown = packaged("python-markdown", "pypi", "markdown", "3.11.3", "docs");
export const structlog = packaged("structlog", "pypi", "structlog", "26.1.0", "docs");
export const flask = packaged("flask", "pypi", "flask", "3.1.3", "docs");

function packaged(name: string, registry: "npm" | "pypi", from: string, version: string, folder: string): Source {
  return {
    name,
    isOurs: false,
    async bring() {
      const root = await fillOnce(`prose-${name}`, version, async (fresh) => {
        const download = join(fresh, ".download");
        await mkdir(download);
        await fetchPackage(registry, from, version, download);
        const [archive = ""] = await readdir(download);
        await run("tar", ["-xzf", join(download, archive), "-C", fresh]);
      });
      const [top = ""] = (await readdir(root)).filter((entry) => !entry.startsWith("."));
      return registry === "npm" ? join(root, folder) : join(root, top, folder);
    },
  };
}

async function fetchPackage(registry: "npm" | "pypi", name: string, version: string, into: string): Promise<void> {
  if (registry === "npm") {
    await run("npm", ["pack", `${name}@${version}`, "--silent", "--pack-destination", into]);
    return;
  }
  const only = ["--no-deps", "--no-binary", ":all:"];
  await run("python3", ["-m", "pip", "download", "--quiet", ...only, "--dest", into, `${name}==${version}`]);
}

/** The pages of a source, relative, sorted: Markdown or reStructuredText. */
export async function listPages(folder: string): Promise<string[]> {
  const pages: string[] = [];
  for await (const page of glob("**/*.{md,rst}", { cwd: folder })) pages.push(page);
  return pages.filter((page) => !/(?:^|\/)(?:_|SUMMARY\.md$)/.test(page)).sort();
}

export async function copySource(folder: string, to: string): Promise<void> {
  await cp(folder, to, { recursive: true });
}
