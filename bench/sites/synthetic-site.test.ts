import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeSyntheticSite } from "./synthetic-site.ts";

const directory = await mkdtemp(join(tmpdir(), "docsynapse-synthetic-"));
afterAll(() => rm(directory, { recursive: true, force: true }));

test.each([1, 51, 52, 180])(
  "a site of %d pages has just so many files, and links lead from the start to each",
  async (pages) => {
    const site = join(directory, String(pages));

    await writeSyntheticSite(site, pages);

    const files = (await readdir(site, { recursive: true })).filter((path) => path.endsWith(".html"));
    expect(files).toHaveLength(pages);
    expect(await followLinks(site)).toEqual(new Set(files));
  },
);

test("the same size gives the same bytes, and every page has its own", async () => {
  const [first, second] = [join(directory, "first"), join(directory, "second")];

  await writeSyntheticSite(first, 60);
  await writeSyntheticSite(second, 60);

  const bytes = await readPages(first);
  expect(bytes).toEqual(await readPages(second));
  expect(new Set(bytes).size).toBe(60);
});

test("pages are a few kB", async () => {
  const site = join(directory, "sizes");

  await writeSyntheticSite(site, 60);

  const sizes = (await readPages(site)).map(({ length }) => length);
  expect(Math.min(...sizes)).toBeGreaterThan(1500);
  expect(Math.max(...sizes)).toBeLessThan(16_000);
});

async function readPages(site: string): Promise<readonly string[]> {
  const paths = (await readdir(site, { recursive: true })).filter((path) => path.endsWith(".html")).sort();
  return await Promise.all(paths.map((path) => readFile(join(site, path), "utf8")));
}

async function followLinks(site: string): Promise<ReadonlySet<string>> {
  const reached = new Set(["index.html"]);
  for (const path of reached) {
    const page = await readFile(join(site, path), "utf8");
    for (const [, target = ""] of page.matchAll(/<a href="\/([^"]+)"/g)) reached.add(target);
  }
  return reached;
}
