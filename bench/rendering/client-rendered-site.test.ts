import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeClientRenderedSite } from "./client-rendered-site.ts";

test("no page of the site shows anything without its script, and each has its data", async () => {
  const folder = await mkdtemp(join(tmpdir(), "client-rendered-"));
  try {
    await writeClientRenderedSite(folder, 60);

    const names = await readdir(folder, { recursive: true });
    const pages = names.filter((name) => name.endsWith(".html"));
    const texts = await Promise.all(pages.map((name) => readFile(join(folder, name), "utf8")));
    const data = pages.map((name) => join("data", name.replace(/\.html$/, ".json")));
    expect(pages).toHaveLength(60);
    expect(texts.filter((text) => text.includes("<main"))).toEqual([]);
    expect(data.filter((name) => !names.includes(name))).toEqual([]);
    expect(JSON.parse(await readFile(join(folder, "data/index.json"), "utf8"))).toMatchObject({
      main: expect.stringContaining("<h1"),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
