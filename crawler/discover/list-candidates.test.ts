import { describe, expect, it } from "vitest";
import { listCandidates, seedCandidates } from "./list-candidates.ts";

const candidates = (generator: string, page: string, root?: string): string[] =>
  listCandidates(generator, page, root).map(({ format, url }) => `${format} ${url}`);

describe("seedCandidates", () => {
  it("names sitemap and llms.txt at the origin and in the start folder", () => {
    expect(seedCandidates(new URL("https://example.com/docs/intro?x=1#y"), "generic").map(({ url }) => url)).toEqual([
      "https://example.com/sitemap.xml",
      "https://example.com/docs/sitemap.xml",
      "https://example.com/llms.txt",
      "https://example.com/docs/llms.txt",
    ]);
  });

  it("names each once when the two are the same", () => {
    expect(seedCandidates(new URL("https://example.com/"), "docusaurus")).toHaveLength(2);
  });

  it("adds the lists of the start page's generator", () => {
    const lists = seedCandidates(new URL("https://example.com/docs/"), "vitepress").slice(4);

    expect(lists.map(({ url }) => url)).toEqual(["https://example.com/docs/"]);
    expect(seedCandidates(new URL("https://example.com/docs/a.html"), "vitepress").map(({ url }) => url)).toContain(
      "https://example.com/docs/hashmap.json",
    );
  });
});

describe("listCandidates", () => {
  it("takes the root that the page names", () => {
    expect(candidates("sphinx", "https://example.com/x/guide/a.html", "../")).toEqual([
      "sphinx-inventory https://example.com/x/objects.inv",
      "sphinx-searchindex https://example.com/x/searchindex.js",
    ]);
    expect(candidates("mdbook", "https://example.com/book/a/b.html", "https://example.com/book/")).toEqual([
      "mdbook-toc https://example.com/book/toc.html",
    ]);
  });

  it("finds the root at the language and version otherwise", () => {
    expect(candidates("sphinx", "https://example.com/en/latest/guide/a/")).toEqual([
      "sphinx-inventory https://example.com/en/latest/objects.inv",
    ]);
  });

  it("leaves lists out that need addresses in `.html` where the page has none", () => {
    expect(candidates("vitepress", "https://example.com/v1.2/guide/a")).toEqual([
      "sitemap https://example.com/v1.2/sitemap.xml",
    ]);
  });

  it("does not follow a root on another host", () => {
    expect(candidates("mkdocs-material", "https://example.com/a/", "https://evil.example/")).toEqual([]);
  });

  it("does not take every page's own folder for the root", () => {
    expect(candidates("docusaurus", "https://example.com/docs/guide/page/")).toEqual([]);
  });

  it("has nothing for an unknown generator or an unreadable address", () => {
    expect(candidates("generic", "https://example.com/")).toEqual([]);
    expect(candidates("sphinx", "::", "::")).toEqual([]);
  });
});
