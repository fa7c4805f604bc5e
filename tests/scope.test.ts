import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planFor } from "../crawler/testing/plan.ts";
import { crawl, endsOf, listPages, readPage, readReport } from "./site/crawl.ts";
import { html, redirectTo, sends, startTestSite, type Page } from "./site/test-site.ts";

/** A page at each path, with text of its own. */
function pagesAt(paths: readonly string[]): Record<string, Page> {
  return Object.fromEntries(paths.map((path) => [path, html(`Page ${path}`, `<p>Text of ${path}.</p>`)]));
}

const manual = (version: string, language = "en"): string[] =>
  ["", "guide.html"].map((end) => `/${language}/${version}/${end}`);
const versions = [...manual("stable"), ...manual("v2.0"), ...manual("latest"), ...manual("stable", "de")];
const versionedSite = (): Record<string, Page> => ({
  ...pagesAt(versions),
  "/": redirectTo("/en/stable/", 302),
  "/en/stable/": html("Home", "<p>Text.</p>", versions).replace(
    "<title>",
    '<link rel="alternate" hreflang="de" href="/de/stable/"><link rel="alternate" hreflang="en" href="/en/stable/"><title>',
  ),
});

describe("the scope of a crawl", () => {
  let out: string;

  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "scope-"));
  });
  afterEach(() => rm(out, { recursive: true, force: true }));

  it("is the start URL's folder, whatever is linked", async () => {
    const links = ["a.html", "deep/er/b.html", "../blog/x.html", "/docs", "/docsier/y.html", "https://elsewhere.test/"];
    await using site = await startTestSite({
      ...pagesAt(["/docs/a.html", "/docs/deep/er/b.html", "/blog/x.html", "/docs", "/docsier/y.html"]),
      "/docs/intro.html": html("Intro", "<p>Hello.</p>", links),
    });

    const { events } = await crawl(planFor(`${site.url}/docs/intro.html`), out);

    expect(endsOf(events)).toEqual({
      "/docs/intro.html": "stored",
      "/docs/a.html": "stored",
      "/docs/deep/er/b.html": "stored",
      "/docs": "stored",
      "/blog/x.html": "skipped: out-of-scope",
      "/docsier/y.html": "skipped: out-of-scope",
    });
    expect(site.visits.map(({ path }) => path)).not.toContain("/blog/x.html");
  });

  it("is what include globs name and exclude globs leave, and links to the rest stay absolute", async () => {
    const links = ["/docs/a.html", "/api/b.html", "/api/old/c.html", "/blog/d.html"];
    await using site = await startTestSite({ ...pagesAt(links), "/docs/": html("Home", "<p>Text.</p>", links) });
    const scope = { include: ["/docs/**", "/api/**"], exclude: ["/api/old/**"] };

    const { events } = await crawl(
      planFor(`${site.url}/docs/`, { scope: { ...scope, hosts: [], query: "Skip" } }),
      out,
    );

    expect(endsOf(events)).toEqual({
      "/docs/": "stored",
      "/docs/a.html": "stored",
      "/api/b.html": "stored",
      "/api/old/c.html": "skipped: excluded",
      "/blog/d.html": "skipped: out-of-scope",
    });
    const home = await readPage(out, "docs/index.md");
    expect(home).toContain("](a.md)");
    expect(home).toContain("](../api/b.md)");
    expect(home).toContain(`](${site.url}/api/old/c.html)`);
  });

  it("has extra hosts whole, each with its own robots.txt, its files apart", async () => {
    await using other = await startTestSite({
      "/any/b.html": html("B", "<p>On the other host.</p>", ["/secret/c.html"]),
      "/secret/c.html": html("C", "<p>Hidden.</p>"),
      "/robots.txt": sends("User-agent: *\nDisallow: /secret/\n", "text/plain"),
    });
    await using third = await startTestSite(pagesAt(["/x.html"]));
    const links = [`${other.url}/any/b.html`, `${third.url}/x.html`];
    await using site = await startTestSite({ "/docs/": html("Home", "<p>Text.</p>", links) });
    const { host } = new URL(other.url);

    const { result } = await crawl(planFor(`${site.url}/docs/`, { scope: { hosts: [host] } }), out);

    expect(result).toMatchObject({ type: "published", counts: { stored: 2 }, skippedByReason: { robots: 1 } });
    expect(await listPages(out)).toEqual([`_hosts/${host.replace(":", "_")}/any/b.md`, "docs/index.md"]);
    expect(third.visits).toEqual([]);
  });

  it("ends at maxDepth by the shortest path, however the pages link and answer", async () => {
    const links = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { minLength: 8, maxLength: 30 });
    const slow = fc.array(fc.nat(11), { maxLength: 4 });
    await using site = await startTestSite({});
    let round = 0;
    await fc.assert(
      fc.asyncProperty(links, slow, fc.nat(4), async (edges, slowPages, maxDepth) => {
        round += 1;
        const targets = (from: number): number[] => edges.flatMap(([one, to]) => (one === from ? [to] : []));
        site.pages.clear();
        for (let n = 0; n < 12; n++) {
          const text = html(
            `Page ${n}`,
            `<p>Text ${n}.</p>`,
            targets(n).map((to) => `/r${round}/p${to}`),
          );
          site.pages.set(`/r${round}/p${n}`, delayed(text, slowPages.includes(n) ? 15 : 0));
        }
        const plan = planFor(`${site.url}/r${round}/p0`, { scope: { maxDepth } });

        const { events } = await crawl(plan, join(out, `${round}`));

        const known = [...shortestPaths(targets)].filter(([, depth]) => depth <= maxDepth + 1);
        const expected = known.map(([n, depth]) => [
          `/r${round}/p${n}`,
          depth <= maxDepth ? "stored" : "skipped: depth-limit",
        ]);
        expect(endsOf(events)).toEqual(Object.fromEntries(expected));
      }),
      { numRuns: 12 },
    );
  });

  it.each([1, 2, 7, 12])(
    "stores exactly maxPages pages (%i), redirects, duplicates and failures apart",
    async (maxPages) => {
      const links = Array.from({ length: 12 }, (_, n) => `/p${n}.html`);
      const long = "The same words again and again. ".repeat(20);
      await using site = await startTestSite({
        ...pagesAt(links),
        "/": html("Home", "<p>Text.</p>", ["/gone.html", "/moved.html", "/copy-a.html", "/copy-b.html", ...links]),
        "/moved.html": redirectTo("/p3.html"),
        "/copy-a.html": html("Copy", `<p>${long}</p>`),
        "/copy-b.html": html("Copy", `<p>${long}</p>`),
      });

      const { result } = await crawl(planFor(`${site.url}/`, { scope: { maxPages } }), out);

      expect(result).toMatchObject({ type: "published", counts: { stored: maxPages } });
      expect(await listPages(out)).toHaveLength(maxPages);
      const { pages } = await readReport(out);
      expect(pages.stored + pages.unchanged + pages.skipped + pages.failed).toBe(pages.discovered);
    },
  );

  it.each([
    ["Skip", { "/": "stored", "/a.html": "stored", "/b.html?page=2": "skipped: query" }],
    ["Strip", { "/": "stored", "/a.html": "stored", "/b.html": "stored" }],
    ["Keep", { "/": "stored", "/a.html": "stored", "/a.html?ref=nav": "stored", "/b.html?page=2": "stored" }],
  ] as const)("treats queries as the policy %s says, and never keeps what only tracks", async (query, expected) => {
    const links = ["/a.html?utm_source=x", "/a.html?ref=nav", "/b.html?page=2", "/a.html"];
    const all = ["/a.html", "/a.html?ref=nav", "/b.html", "/b.html?page=2"];
    await using site = await startTestSite({ ...pagesAt(all), "/": html("Home", "<p>Text.</p>", links) });

    const { events } = await crawl(planFor(`${site.url}/`, { scope: { query } }), out);

    expect(endsOf(events)).toEqual(expected);
    expect(await readPage(out, "index.md")).toContain("](a.md)");
  });

  it("leaves other versions and languages out, also where the start URL only leads to one of them", async () => {
    await using site = await startTestSite(versionedSite());

    const { events } = await crawl(planFor(`${site.url}/`), out);

    expect(endsOf(events)).toEqual({
      "/": "skipped: redirect",
      "/en/stable/": "stored",
      "/en/stable/guide.html": "stored",
      "/en/v2.0/": "skipped: other-version",
      "/en/v2.0/guide.html": "skipped: other-version",
      "/en/latest/": "skipped: other-version",
      "/en/latest/guide.html": "skipped: other-version",
      "/de/stable/": "skipped: other-language",
      "/de/stable/guide.html": "skipped: other-language",
    });
  });

  it("has the versions and languages that an include glob names", async () => {
    await using site = await startTestSite(versionedSite());

    await crawl(planFor(`${site.url}/`, { scope: { include: ["/en/stable/**", "/en/v2.0/**", "/de/**"] } }), out);

    expect(await listPages(out)).toEqual(
      ["de/stable", "en/stable", "en/v2.0"].flatMap((folder) => [`${folder}/guide.md`, `${folder}/index.md`]),
    );
  });

  it("says where a start URL leads that redirects to another host, and asks nothing of it", async () => {
    await using other = await startTestSite(pagesAt(["/docs/"]));
    await using site = await startTestSite({ "/": redirectTo(`${other.url}/docs/?token=s3cret`) });

    const { result } = await crawl(planFor(`${site.url}/`), out);

    expect(result).toMatchObject({ type: "failed", reason: "redirect-out-of-scope" });
    expect(result.type === "failed" && result.message).toContain(`${other.url}/docs/`);
    expect(JSON.stringify(result)).not.toContain("s3cret");
    expect(other.visits).toEqual([]);
  });
});

function delayed(page: string, ms: number): Page {
  return (_, response) => {
    setTimeout(() => response.writeHead(200, { "content-type": "text/html" }).end(page), ms);
  };
}

/** Links from page 0 to each page that it leads to. */
function shortestPaths(targets: (from: number) => readonly number[]): Map<number, number> {
  const depths = new Map([[0, 0]]);
  for (const [from, depth] of depths) {
    for (const to of targets(from)) if (!depths.has(to)) depths.set(to, depth + 1);
  }
  return depths;
}
