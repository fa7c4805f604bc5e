import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fillOnce, shortHash } from "../../cache-directory.ts";
import type { Builder } from "./builder.ts";
import { copySource, listPages, type Source } from "./sources.ts";
import { bringTool, identify } from "./tools.ts";

/** A site that a generator built, beside the sources that it was built from. */
export interface BuiltSite {
  readonly root: string;
  readonly builder: Builder;
  readonly source: Source;
  readonly pages: readonly BuiltPage[];
}

export interface BuiltPage {
  /** Relative to the source's folder. */
  readonly path: string;
  readonly text: string;
}

/** Builds the site into the user's cache once for each generator version, builder and source. */
export async function buildSite(builder: Builder, source: Source): Promise<BuiltSite> {
  const folder = await source.bring();
  const paths = await listPages(folder);
  const pages = await Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(join(folder, path), "utf8") })),
  );
  const state = [
    await identify(builder.tool),
    builder.build.toString(),
    builder.dialect?.toString(),
    source.name,
    pages,
    await listSizes(folder),
  ];
  const root = await fillOnce(
    `site-${builder.name}-${source.name}`,
    shortHash(JSON.stringify(state)),
    async (fresh) => {
      const tool = await bringTool(builder.toolName, builder.tool);
      const work = await mkdtemp(join(tool, "work-"));
      try {
        await copySource(folder, join(work, "docs"));
        if (source.isOurs) await writeDialect(builder, pages, join(work, "docs"));
        await mkdir(join(work, "parent"));
        const out = join(work, "parent", "out");
        await builder.build({ tool, work, pages: paths, out });
        await rm(fresh, { recursive: true });
        await copySource(out, fresh);
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
  );
  return { root, builder, source, pages };
}

/** Pictures and the like: their sizes tell enough of a change. */
async function listSizes(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return await Promise.all(files.sort().map(async (file) => `${relative(folder, file)} ${(await stat(file)).size}`));
}

async function writeDialect({ dialect }: Builder, pages: readonly BuiltPage[], docs: string): Promise<void> {
  if (dialect === undefined) return;
  for (const { path, text } of pages) await writeFile(join(docs, path), dialect(text, path));
}
