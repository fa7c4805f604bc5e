import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planFor } from "../crawler/testing/plan.ts";
import { crawl } from "./site/crawl.ts";
import { html, redirectTo, startTestSite, type Page } from "./site/test-site.ts";

const MEGABYTE = 1 << 20;

const sends =
  (body: string | Buffer, headers: Record<string, string> = {}): Page =>
  (_, response) => {
    response.writeHead(200, { "content-type": "text/html", ...headers }).end(body);
  };

/** Bytes that come for as long as somebody listens. */
const endless =
  (piece: string, everyMs: number, headers: Record<string, string> = { "content-type": "text/html" }): Page =>
  (_, response) => {
    response.writeHead(200, headers);
    const timer = setInterval(() => writeUnlessBacklogged(response, piece), everyMs);
    response.once("close", () => clearInterval(timer));
  };

function writeUnlessBacklogged(response: ServerResponse, piece: string): void {
  if (response.writableLength < MEGABYTE) response.write(piece);
}

const bomb = gzipSync(Buffer.alloc(200 * MEGABYTE, "<p>boom</p>"));

/** What a page does, and how the crawl must end it. `stored` means: it is read, whatever is in it. */
const CASES: Readonly<Record<string, { readonly page: Page; readonly ends: string }>> = {
  "/deep.html": { page: sends(`<p>Top.</p>${"<div>".repeat(200_000)}<p>At the bottom.</p>`), ends: "stored" },
  "/deep-lists.html": { page: sends(`<main>${"<ul><li>x".repeat(20_000)}</main>`), ends: "stored" },
  "/deep-quotes.html": { page: sends(`<main><p>a</p>${"<blockquote>".repeat(50_000)}b</main>`), ends: "stored" },
  "/attribute.html": { page: sends(`<main><p title="${"x".repeat(5 * MEGABYTE)}">Text.</p></main>`), ends: "stored" },
  "/unclosed.html": {
    page: sends("<main><h1>Title<p>One<table><tr><td>cell<li>item<pre>code<a href='/"),
    ends: "stored",
  },
  "/entities.html": {
    page: sends(`<main><p>${"&#x26;amp;&bogus;&#0;&#x110000;".repeat(10_000)}</p></main>`),
    ends: "stored",
  },
  "/many-links.html": {
    page: sends(`<main><p>Links.</p>${'<a href="https://elsewhere.test/x">x</a> '.repeat(50_000)}</main>`),
    ends: "stored",
  },
  "/wide-table.html": {
    page: sends(`<main><table><tr><td colspan="1000000" rowspan="65534">x</td></tr></table></main>`),
    ends: "stored",
  },
  "/encoding.html": {
    page: sends(Buffer.from([0x3c, 0x70, 0x3e, 0xff, 0xfe, 0xc3, 0x28, 0x00, 0x80, 0x41])),
    ends: "stored",
  },
  "/wrong-charset.html": {
    page: sends("<p>Text.</p>", { "content-type": "text/html; charset=klingon" }),
    ends: "stored",
  },
  "/huge.html": { page: sends(Buffer.alloc(50 * MEGABYTE, "<p>text</p>")), ends: "too-large" },
  "/bomb.html": { page: sends(bomb, { "content-encoding": "gzip" }), ends: "too-large" },
  "/truncated.html": { page: sends(bomb.subarray(0, 1000), { "content-encoding": "gzip" }), ends: "decode" },
  "/not-gzip.html": { page: sends("plain", { "content-encoding": "gzip" }), ends: "decode" },
  "/drip.html": { page: endless("<", 50), ends: "timeout" },
  "/silence.html": { page: () => undefined, ends: "timeout" },
  "/cut.html": { page: (_, response) => void response.destroy(), ends: "connection" },
  "/loop-a.html": { page: redirectTo("/loop-b.html"), ends: "redirect" },
  "/loop-b.html": { page: redirectTo("/loop-a.html"), ends: "redirect" },
  "/self.html": { page: redirectTo("/self.html"), ends: "too-many-redirects" },
  "/nowhere.html": { page: redirectTo("javascript:alert(1)"), ends: "bad-redirect" },
  "/inside.html": { page: redirectTo("http://169.254.169.254/latest/meta-data/"), ends: "redirect-out-of-scope" },
  "/empty.html": { page: sends(""), ends: "no-content" },
  "/frames.html": { page: sends('<frameset><frame src="/deep.html"></frameset>'), ends: "no-content" },
  "/script.html": {
    page: sends('<body><div id="root"></div><script src="a.js"></script></body>'),
    ends: "needs-javascript",
  },
  "/picture.html": { page: sends("GIF89a", { "content-type": "image/gif" }), ends: "not-a-page" },
};

describe("hostile input", () => {
  let out: string;

  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "hostile-"));
  });
  afterEach(() => rm(out, { recursive: true, force: true }));

  it("ends every page with its reason, without a crash or a hang, in bounded memory", async () => {
    const pages = Object.fromEntries(Object.entries(CASES).map(([path, { page }]) => [path, page]));
    await using site = await startTestSite({ "/": html("Home", "<p>All.</p>", Object.keys(CASES)), ...pages });
    const plan = planFor(`${site.url}/`, { limits: { requestTimeoutMs: 1500, maxAttempts: 2 } });

    const { events, result } = await crawl(plan, out);

    expect(result.type).toBe("published");
    const ends = new Map<string, string>();
    for (const event of events) {
      if (event.type === "page") ends.set(new URL(event.url).pathname, event.reason ?? event.bucket);
    }
    const expected = Object.entries(CASES).map(([path, { ends: end }]) => [path, end]);
    expect(Object.fromEntries(ends)).toEqual({ ...Object.fromEntries(expected), "/": "stored" });
    const report = await readFile(join(out, "latest", "report.json"), "utf8");
    const reasons = Object.values(CASES).flatMap(({ ends: end }) => (end === "stored" ? [] : [end]));
    expect(reasons.filter((reason) => !report.includes(`"${reason}"`))).toEqual([]);
    expect(process.memoryUsage().rss).toBeLessThan(1024 * MEGABYTE);
  }, 180_000);

  it("comes to an end on calendars and other endless paths", async () => {
    await using site = await startTestSite({});
    const calendar = html("Day", "<p>Nothing planned.</p>", ["next/", "a/b/", "?day=1", "?day=2"]);
    site.pages.get = () => calendar;

    const { result } = await crawl(planFor(`${site.url}/cal/`), out);

    expect(result.type).toBe("published");
    expect(result.type === "published" && result.skippedByReason).toMatchObject({
      endless: expect.any(Number) as number,
      query: expect.any(Number) as number,
    });
  }, 120_000);

  it("survives bombs in robots.txt, sitemaps and page lists", async () => {
    const nested = "<sitemapindex><sitemap><loc>/sitemap.xml?n=1</loc></sitemap></sitemapindex>";
    await using site = await startTestSite({
      "/": html("Home", "<p>Text.</p>", ["/a.html"]),
      "/a.html": html("A", "<p>Text.</p>"),
      "/robots.txt": sends(`User-agent: *\n${"Disallow: /*a*a*a*a*a*a*a*a*b$\n".repeat(100_000)}`, {
        "content-type": "text/plain",
      }),
      "/sitemap.xml": sends(bomb, { "content-type": "application/xml", "content-encoding": "gzip" }),
      "/sitemap.xml?n=1": sends(nested, { "content-type": "application/xml" }),
      "/llms.txt": sends("[".repeat(MEGABYTE), { "content-type": "text/plain" }),
    });

    const { result } = await crawl(planFor(`${site.url}/`), out);

    expect(result).toMatchObject({ type: "published", counts: { stored: 2 } });
  }, 120_000);
});
