import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planFor } from "../crawler/testing/plan.ts";
import { crawl, endsOf, listPages, readPage, readReport, type Crawled } from "./site/crawl.ts";
import { html, redirectTo, startTestSite, type Page } from "./site/test-site.ts";

const LONG = "A sentence that is long enough to be told from another one by its words alone. ".repeat(8);

/** A page with a part that can be linked to by its id, which is not what Markdown calls it. */
const partPage = (title: string, head = ""): string =>
  html(title, `<p>${title}: ${LONG}</p><h2 id="p1">The first part</h2><p>More of ${title}.</p>`).replace(
    "<title>",
    `${head}<title>`,
  );
const canonical = (href: string): string => `<link rel="canonical" href="${href}">`;
const refresh = (to: string): string =>
  `<html><head><meta http-equiv="refresh" content="0; url=${to}"><title>Moved</title></head><body></body></html>`;

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

describe("one page under many addresses", () => {
  let out: string;

  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "identity-"));
  });
  afterEach(() => rm(out, { recursive: true, force: true }));

  /** The home page links to the addresses; gives what became of each and where the links lead in the Markdown. */
  async function crawlHome(addresses: readonly string[], pages: Record<string, Page>) {
    await using site = await startTestSite({ "/": html("Home", "<p>Text.</p>", addresses), ...pages });
    const crawled = await crawl(planFor(`${site.url}/`), out);
    const home = await readPage(out, "index.md");
    const destinations = [...home.matchAll(/\]\(([^)]*)\)/g)].map(([, to = ""]) => to.replace(site.url, ""));
    await expectSums(crawled);
    return { ends: endsOf(crawled.events), destinations, visits: site.visits.map(({ path }) => path) };
  }

  /** Every discovered page is in one bucket, wherever the counts are told. */
  async function expectSums({ result, events }: Crawled): Promise<void> {
    if (result.type !== "published") throw new Error(`not published: ${JSON.stringify(result)}`);
    const report = await readReport(out);
    const site = JSON.parse(await readFile(join(out, "latest", "site.json"), "utf8")) as {
      counts: { pages: number; folded: number };
    };
    const { discovered, ...buckets } = result.counts;
    expect(sum(buckets)).toBe(discovered);
    expect(report.pages).toEqual(result.counts);
    expect(sum(result.skippedByReason)).toBe(buckets.skipped);
    expect(sum(result.failedByReason)).toBe(buckets.failed);
    expect(report.skipped.reduce((all, { total }) => all + total, 0)).toBe(buckets.skipped);
    expect(report.failed.reduce((all, { total }) => all + total, 0)).toBe(buckets.failed);
    expect(report.found.reduce((all, { pages }) => all + pages, 0)).toBe(discovered);
    expect(site.counts.pages).toBe(buckets.stored + buckets.unchanged);
    expect(site.counts.pages).toBe((await listPages(out)).length);
    expect(site.counts.folded).toBe(report.folded.total);
    expect(events.filter(({ type }) => type === "page")).toHaveLength(discovered);
  }

  it("is one page for fragments and spellings of percent-encoding, and keeps each link's anchor", async () => {
    const addresses = ["/a%7Eb.html", "/a~b.html#p1", "/a%7eb.html#top", "/a~b.html#", "/%C3%A9.html", "/é.html#p1"];
    const { ends, destinations } = await crawlHome(addresses, {
      "/a%7Eb.html": partPage("Tilde"),
      "/a%7eb.html": partPage("Tilde"),
      "/a~b.html": partPage("Tilde"),
      "/%C3%A9.html": partPage("Accent"),
    });

    expect(ends).toEqual({ "/": "stored", "/a%7Eb.html": "stored", "/%C3%A9.html": "stored" });
    expect(destinations).toEqual([
      "a%7Eb.md",
      "a%7Eb.md#the-first-part",
      "a%7Eb.md",
      "a%7Eb.md",
      "%C3%A9.md",
      "%C3%A9.md#the-first-part",
    ]);
  });

  it("tells reserved characters, upper case and doubled slashes apart, as servers do", async () => {
    const addresses = ["/a%2Fb.html", "/a/b.html", "/A/b.html", "/a//b.html"];
    const { ends } = await crawlHome(
      addresses,
      Object.fromEntries(addresses.map((path) => [path, partPage(`Page ${path}`)])),
    );

    expect(Object.values(ends)).toEqual(Array.from({ length: 5 }, () => "stored"));
    expect(await listPages(out)).toHaveLength(5);
  });

  it("is one page for an index page and its folder", async () => {
    const { destinations } = await crawlHome(["/g/index.html#p1", "/g/", "/g/#p1"], {
      "/g/index.html": partPage("Guide"),
      "/g/": partPage("Guide"),
    });

    expect(await listPages(out)).toEqual(["g/index.md", "index.md"]);
    expect(destinations).toEqual(["g/index.md#the-first-part", "g/index.md", "g/index.md#the-first-part"]);
    expect((await readReport(out)).folded).toMatchObject({ total: 1, first: [{ reason: "duplicate" }] });
  });

  it("keeps trailing slashes as they are served", async () => {
    const { ends, destinations, visits } = await crawlHome(["/with", "/with/#p1", "/without/", "/without#p1"], {
      "/with": redirectTo("/with/"),
      "/with/": partPage("With"),
      "/without/": redirectTo("/without", 308),
      "/without": partPage("Without"),
    });

    expect(ends).toEqual({
      "/": "stored",
      "/with": "skipped: redirect",
      "/with/": "stored",
      "/without/": "skipped: redirect",
      "/without": "stored",
    });
    expect(destinations).toEqual([
      "with/index.md",
      "with/index.md#the-first-part",
      "without.md",
      "without.md#the-first-part",
    ]);
    expect(new Set(visits).size).toBe(visits.length);
  });

  it("follows redirects of both kinds to the page, and links through them to its parts", async () => {
    const { ends, destinations } = await crawlHome(["/old.html#p1", "/older.html#p1", "/stub.html#p1", "/loop.html"], {
      "/old.html": redirectTo("/new.html", 302),
      "/older.html": redirectTo("/old.html"),
      "/stub.html": refresh("new.html#p1"),
      "/new.html": partPage("New"),
      "/loop.html": refresh("/loop2.html"),
      "/loop2.html": refresh("/loop.html"),
    });

    expect(ends).toMatchObject({ "/new.html": "stored", "/stub.html": "skipped: redirect" });
    expect(destinations).toEqual([...Array.from({ length: 3 }, () => "new.md#the-first-part"), "/loop.html"]);
    const [line = ""] = (await readFile(join(out, "latest", "manifest.jsonl"), "utf8"))
      .split("\n")
      .filter((each) => each.includes('"path":"new.md"'));
    const { aliases } = JSON.parse(line) as { aliases: string[] };
    expect(aliases.map((url) => new URL(url).pathname)).toEqual(["/old.html", "/older.html", "/stub.html"]);
  });

  it("obeys rel=canonical inside the scope, and no other", async () => {
    const { ends, destinations } = await crawlHome(["/print.html#p1", "/main.html", "/away.html", "/broken.html"], {
      "/print.html": partPage("Print", canonical("/main.html")),
      "/main.html": partPage("Main", canonical("/main.html")),
      "/away.html": partPage("Away", canonical("https://elsewhere.test/away.html")),
      "/broken.html": partPage("Broken", canonical("/gone.html")),
    });

    expect(await listPages(out)).toEqual(["away.md", "broken.md", "index.md", "main.md"]);
    expect(destinations).toEqual(["main.md#the-first-part", "main.md", "away.md", "broken.md"]);
    expect((await readReport(out)).skipped).toMatchObject([{ reason: "canonical-elsewhere", total: 1 }]);
    expect(ends).not.toHaveProperty("/gone.html");
  });

  it("does not believe a template whose every page names the home page as canonical", async () => {
    const addresses = Array.from({ length: 8 }, (_, n) => `/p${n}.html`);
    const { ends } = await crawlHome(
      addresses,
      Object.fromEntries(addresses.map((path) => [path, partPage(`Page ${path}`, canonical("/"))])),
    );

    expect(Object.values(ends)).toEqual(Array.from({ length: 9 }, () => "stored"));
    expect(await listPages(out)).toHaveLength(9);
  });

  it("is one page for the same content under two names, and links to either lead to the file", async () => {
    const { destinations } = await crawlHome(
      ["/x/copy.html#p1", "/a.html#p1", "/sub/a.html", "/short-1.html", "/short-2.html"],
      {
        "/x/copy.html": partPage("Same"),
        "/a.html": partPage("Same"),
        "/sub/a.html": partPage("Other"),
        "/short-1.html": "<main><h1>Soon</h1><p>Coming soon.</p></main>",
        "/short-2.html": "<main><h1>Soon</h1><p>Coming soon.</p></main>",
      },
    );

    expect(await listPages(out)).toEqual(["a.md", "index.md", "short-1.md", "short-2.md", "sub/a.md"]);
    expect(destinations).toEqual([
      "a.md#the-first-part",
      "a.md#the-first-part",
      "sub/a.md",
      "short-1.md",
      "short-2.md",
    ]);
  });

  it("counts every end once: stored, skipped and failed", async () => {
    const addresses = [
      "/ok.html",
      "/gone.html",
      "/denied.html",
      "/file.zip",
      "/data.html?x=1",
      "/picture.html",
      "/empty.html",
    ];
    const { ends } = await crawlHome(addresses, {
      "/ok.html": partPage("Fine"),
      "/denied.html": (_, response) => void response.writeHead(403).end("no"),
      "/picture.html": (_, response) => void response.writeHead(200, { "content-type": "image/png" }).end("x"),
      "/empty.html": "<html><body></body></html>",
    });

    expect(ends).toEqual({
      "/": "stored",
      "/ok.html": "stored",
      "/gone.html": "failed: not-found",
      "/denied.html": "failed: auth-required",
      "/file.zip": "skipped: not-a-page",
      "/data.html?x=1": "skipped: query",
      "/picture.html": "skipped: not-a-page",
      "/empty.html": "skipped: no-content",
    });
  });
});
