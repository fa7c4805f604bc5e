import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planFor } from "../crawler/testing/plan.ts";
import { crawl, listPages, readReport } from "./site/crawl.ts";
import { html, sends, startTestSite, type Page } from "./site/test-site.ts";

const xml = "application/xml";
const sitemap = (...paths: string[]): string => wrap("urlset", "url", paths);
const sitemapIndex = (...paths: string[]): string => wrap("sitemapindex", "sitemap", paths);

function wrap(root: string, entry: string, paths: readonly string[]): string {
  const entries = paths.map((path) => `<${entry}><loc>${path}</loc></${entry}>`).join("");
  return `<?xml version="1.0"?><${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${entries}</${root}>`;
}

const page = (title: string): string => html(title, `<p>Text of ${title}, which no page links to.</p>`);

/** A page whose head or body shows its generator. */
const made = (head: string, body = ""): string =>
  `<!doctype html><html lang="en"><head><title>Home</title>${head}</head><body>${body}<main role="main"><h1>Home</h1><p>Welcome to the documentation.</p></main></body></html>`;

const inventory = Buffer.concat([
  Buffer.from("# Sphinx inventory version 2\n# Project: P\n# Version: 1\n# The rest of this file is compressed.\n"),
  deflateSync("index std:doc -1 index.html Home\nhidden std:doc -1 hidden.html Hidden\nf py:function 1 api.html#$ -\n"),
]);

/** The site of one generator: its home page, its list, and the pages that only the list names. */
const GENERATORS: Readonly<Record<string, { readonly start: string; readonly pages: Record<string, Page> }>> = {
  "a Sphinx objects.inv": {
    start: "/docs/index.html",
    pages: {
      "/docs/index.html": made('<script src="_static/documentation_options.js"></script>'),
      "/docs/objects.inv": sends(inventory, "application/octet-stream"),
      "/docs/hidden.html": page("Hidden"),
      "/docs/api.html": page("API"),
    },
  },
  "a Sphinx searchindex.js": {
    start: "/docs/index.html",
    pages: {
      "/docs/index.html": made('<script src="_static/documentation_options.js"></script>'),
      "/docs/searchindex.js": sends('Search.setIndex({"docnames":["index","hidden","api"]})', "text/javascript"),
      "/docs/hidden.html": page("Hidden"),
      "/docs/api.html": page("API"),
    },
  },
  "an MkDocs search_index.json": {
    start: "/docs/",
    pages: {
      "/docs/": made('<meta name="generator" content="mkdocs-1.6.0, mkdocs-material-9.5.0">'),
      "/docs/search/search_index.json": sends(
        JSON.stringify({ docs: [{ location: "" }, { location: "hidden/#part" }, { location: "api/" }] }),
        "application/json",
      ),
      "/docs/hidden/": page("Hidden"),
      "/docs/api/": page("API"),
    },
  },
  "an mdBook toc.html": {
    start: "/docs/index.html",
    pages: {
      "/docs/index.html": made("<!-- Book generated using mdBook -->"),
      "/docs/toc.html": '<ol><li><a href="hidden.html">H</a></li><li><a href="api.html">A</a></li></ol>',
      "/docs/hidden.html": page("Hidden"),
      "/docs/api.html": page("API"),
    },
  },
  "a Docsify _sidebar.md": {
    start: "/docs/",
    pages: {
      "/docs/": made('<script src="https://cdn.test/docsify.js"></script>'),
      "/docs/_sidebar.md": sends("* [Hidden](hidden)\n* [API](api.md)\n", "text/markdown"),
      "/docs/hidden.md": sends("# Hidden\n\nText of it.\n", "text/markdown"),
      "/docs/api.md": sends("# API\n\nText of it.\n", "text/markdown"),
    },
  },
};

describe("pages that no page links to", () => {
  let out: string;

  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "discovery-"));
  });
  afterEach(() => rm(out, { recursive: true, force: true }));

  const foundVia = async (): Promise<Record<string, { pages: number; stored: number }>> =>
    Object.fromEntries((await readReport(out)).found.map(({ via, pages, stored }) => [via, { pages, stored }]));

  it("are found by sitemap.xml, an index with a packed, a plain text and a nested sitemap", async () => {
    await using site = await startTestSite({
      "/docs/": html("Home", "<p>Text.</p>"),
      "/docs/one.html": page("One"),
      "/docs/two.html": page("Two"),
      "/docs/three.html": page("Three"),
      "/docs/four.html": page("Four"),
    });
    site.pages.set(
      "/sitemap.xml",
      sends(sitemapIndex("/maps/packed.xml.gz", "/maps/text.txt", "/maps/index.xml"), xml),
    );
    site.pages.set("/maps/packed.xml.gz", sends(gzipSync(sitemap("/docs/one.html")), "application/gzip"));
    site.pages.set("/maps/text.txt", sends(`${site.url}/docs/two.html\n${site.url}/blog/no.html\n`, "text/plain"));
    site.pages.set("/maps/index.xml", sends(sitemapIndex("/maps/last.xml", "/maps/gone.xml"), xml));
    site.pages.set("/maps/last.xml", sends(sitemap("/docs/three.html", `${site.url}/docs/four.html?`), xml));

    const { result } = await crawl(planFor(`${site.url}/docs/`), out);

    expect(result).toMatchObject({ type: "published", skippedByReason: { "out-of-scope": 1 }, failedByReason: {} });
    expect(await foundVia()).toMatchObject({ start: { pages: 1, stored: 1 }, sitemap: { pages: 5, stored: 4 } });
  });

  it("are found by a sitemap that robots.txt names, with an encoding of the transfer on top", async () => {
    await using site = await startTestSite({
      "/docs/": html("Home", "<p>Text.</p>"),
      "/docs/one.html": page("One"),
      "/elsewhere/map": sends(gzipSync(sitemap("/docs/one.html")), xml, { "content-encoding": "gzip" }),
    });
    site.pages.set(
      "/robots.txt",
      sends(`User-agent: *\nDisallow: /x\n\nSitemap: ${site.url}/elsewhere/map\n`, "text/plain"),
    );

    const { result } = await crawl(planFor(`${site.url}/docs/`), out);

    expect(result).toMatchObject({ type: "published", counts: { stored: 2 } });
    expect(await foundVia()).toMatchObject({ sitemap: { pages: 1, stored: 1 } });
    const { lists, robots } = await readReport(out);
    expect(lists).toContainEqual({ url: `${site.url}/elsewhere/map`, format: "sitemap", urls: 1 });
    expect(robots).toEqual([{ host: new URL(site.url).host, found: true }]);
  });

  it("are found by llms.txt", async () => {
    await using site = await startTestSite({
      "/docs/": html("Home", "<p>Text.</p>"),
      "/docs/one.html": page("One"),
      "/docs/two.md": sends("# Two\n\nText of two, as Markdown.\n", "text/markdown"),
      "/docs/llms.txt": sends(
        "# Docs\n\n> All.\n\n## Pages\n\n- [One](one.html): first\n- [Two](two.md)\n",
        "text/plain",
      ),
    });

    await crawl(planFor(`${site.url}/docs/`), out);

    expect(await foundVia()).toMatchObject({ "llms-txt": { pages: 2, stored: 2 } });
  });

  it.each(Object.keys(GENERATORS))("are found by %s", async (name) => {
    const { start, pages } = GENERATORS[name] ?? { start: "/", pages: {} };
    await using site = await startTestSite(pages);

    const { result } = await crawl(planFor(site.url + start), out);

    expect(result).toMatchObject({ type: "published", counts: { stored: 3, failed: 0 } });
    expect(await foundVia()).toMatchObject({ list: { pages: 2, stored: 2 } });
  });

  it("are found by the hash map that a VitePress page has in it", async () => {
    const map = JSON.stringify(JSON.stringify({ "index.md": "a", "hidden.md": "b", "guide_api.md": "c" }));
    const data = JSON.stringify(JSON.stringify({ base: "/docs/", cleanUrls: false }));
    const script = `<script>window.__VP_HASH_MAP__=JSON.parse(${map});window.__VP_SITE_DATA__=JSON.parse(${data});</script>`;
    const home = made(`<meta name="generator" content="VitePress v1.6.0">${script}`);
    await using site = await startTestSite({
      "/docs/": home,
      "/docs/index.html": home,
      "/docs/hidden.html": page("Hidden"),
      "/docs/guide/api.html": page("API"),
    });

    const { result } = await crawl(planFor(`${site.url}/docs/index.html`), out);

    expect(result).toMatchObject({ type: "published", counts: { stored: 3, failed: 0 } });
    expect(await foundVia()).toMatchObject({ list: { pages: 3, stored: 3 } });
  });

  it("stay unknown when their means of discovery is switched off", async () => {
    await using site = await startTestSite({
      ...GENERATORS["a Sphinx objects.inv"]?.pages,
      "/docs/index.html": made(
        '<script src="_static/documentation_options.js"></script>',
        '<a href="linked.html">linked</a>',
      ),
      "/docs/linked.html": page("Linked"),
      "/docs/mapped.html": page("Mapped"),
      "/docs/listed.html": page("Listed"),
      "/sitemap.xml": sends(sitemap("/docs/mapped.html"), xml),
      "/llms.txt": sends("# Docs\n\n- [Listed](/docs/listed.html)\n", "text/plain"),
    });
    const off = { sitemap: false, links: false, llmsTxt: false, pageLists: false, nativeMarkdown: false };
    const plan = (on: object) => planFor(`${site.url}/docs/index.html`, { discovery: { ...off, ...on }, full: true });
    const pagesWith = async (on: object): Promise<string[]> => {
      await crawl(plan(on), out);
      return (await listPages(out)).map((path) => path.slice("docs/".length));
    };

    expect(await pagesWith({})).toEqual(["index.md"]);
    expect(site.visits.map(({ path }) => path)).toEqual(["/robots.txt", "/docs/index.html"]);
    await rm(out, { recursive: true });
    expect(await pagesWith({ links: true })).toEqual(["index.md", "linked.md"]);
    await rm(out, { recursive: true });
    expect(await pagesWith({ sitemap: true })).toEqual(["index.md", "mapped.md"]);
    await rm(out, { recursive: true });
    expect(await pagesWith({ llmsTxt: true })).toEqual(["index.md", "listed.md"]);
    await rm(out, { recursive: true });
    expect(await pagesWith({ pageLists: true })).toEqual(["api.md", "hidden.md", "index.md"]);
  });

  it("are not searched for in vain: lists that a site does not have are no failures", async () => {
    await using site = await startTestSite({
      "/docs/index.html": made('<script src="_static/documentation_options.js"></script>'),
    });

    const { result } = await crawl(planFor(`${site.url}/docs/index.html`), out);

    const report = await readReport(out);
    expect(site.visits.filter(({ status }) => status === 404).length).toBeGreaterThan(4);
    expect(result).toMatchObject({ type: "published", failedByReason: {}, counts: { discovered: 1, failed: 0 } });
    expect([report.failed, report.failedAssets, report.lists]).toEqual([[], [], []]);
  });
});

describe("a site whose every page is a folder of its own", () => {
  it("is not asked for a sitemap in each of them", async () => {
    const out = await mkdtemp(join(tmpdir(), "discovery-"));
    const links = Array.from({ length: 20 }, (_, n) => `/docs/page-${n}/`);
    const generator = '<meta name="generator" content="Docusaurus v3.5.0">';
    const own = links.map((link): [string, Page] => [link, made(generator, `<p>${link}</p>`)]);
    const home = made(generator, links.map((link) => `<a href="${link}">${link}</a>`).join(""));
    await using site = await startTestSite({ "/docs/": home, ...Object.fromEntries(own) });
    try {
      const { result } = await crawl(planFor(`${site.url}/docs/`), out);

      expect(result).toMatchObject({ type: "published", counts: { discovered: 21 } });
      // robots.txt, and sitemap and llms.txt at the origin and in the start folder.
      expect(site.visits.length - 21).toBe(5);
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  });
});
