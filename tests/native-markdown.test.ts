import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planFor } from "../crawler/testing/plan.ts";
import { crawl, endsOf, listPages, readPage, readReport, readSnapshot } from "./site/crawl.ts";
import { html, redirectTo, sends, startTestSite, type Page, type TestSite } from "./site/test-site.ts";

const WORDS = "Installing the server takes a compiler, two libraries and some patience with certificates.";

/** A page as HTML, which offers its own Markdown at `href`. */
function offering(href: string, title = "Install", text = WORDS): string {
  const body = `<p>${text}</p><pre><code>make install</code></pre><h2 id="next">Next steps</h2><p><a href="/docs/b/">B</a></p>`;
  return html(title, body).replace(
    "<title>",
    `<link rel="alternate" type="text/markdown" href="${href}"><meta name="description" content="About ${title}"><title>`,
  );
}

const NATIVE = `---
title: Install
---

# Install

${WORDS}

\`\`\`sh
make install
\`\`\`

## Next steps

Native has a [link](../b/#next-steps), a [page](b.md#next-steps) and ![a picture](pic.png).
`;

const markdown = (text: string): Page => sends(text, "text/markdown; charset=utf-8");
const picture = sends(Buffer.from("not really a picture"), "image/png");

const site = (pages: Record<string, Page>): Promise<TestSite> =>
  startTestSite({ "/docs/": html("Home", "<p>Text.</p>", ["/docs/a/", "/docs/b/"]), ...pages }, { validators: true });

describe("native Markdown", () => {
  let folder: string;
  let out: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "native-"));
    out = join(folder, "out");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("takes the place of the Markdown made from the HTML; what the HTML says of the page stays", async () => {
    await using server = await site({
      "/docs/a/": offering("/docs/raw/a.md"),
      "/docs/raw/a.md": markdown(NATIVE),
      "/docs/b/": offering("/docs/raw/b.md", "B", "Page B is about something else altogether."),
      "/docs/raw/b.md": markdown(
        "# B\n\nPage B is about something else altogether.\n\n```\nmake install\n```\n\n## Next steps\n\nB\n",
      ),
      "/docs/raw/pic.png": picture,
    });

    const { result } = await crawl(planFor(`${server.url}/docs/`), out);

    expect(result).toMatchObject({ type: "published", counts: { stored: 3, failed: 0 } });
    expect(await listPages(out)).toEqual(["docs/a/index.md", "docs/b/index.md", "docs/index.md"]);
    const page = await readPage(out, "docs/a/index.md");
    expect(page).toContain('title: "Install"\n');
    expect(page).toContain('description: "About Install"\nlanguage: "en"\n');
    expect(page).toContain(`url: "${server.url}/docs/a/"`);
    // Relative to where the Markdown was served, not to the page.
    expect(page).toContain("[link](../b/index.md#next-steps), a [page](../b/index.md#next-steps)");
    expect(page).toContain("![a picture](../../../assets/docs/raw/pic.png)");
  });

  it.each<[string, Page]>([
    ["is another page", markdown(NATIVE.replace(WORDS, "Nothing of the kind.").replaceAll("Install", "Upgrade"))],
    ["says not found with 200", markdown("# Page not found\n\nThe page you asked for does not exist.\n")],
    ["is HTML", sends(offering("/docs/a.md"), "text/html")],
    ["is HTML by another name", markdown(offering("/docs/a.md"))],
    ["is empty", markdown("")],
    ["lacks the code", markdown(NATIVE.replaceAll("```", ""))],
    ["is missing", (_, response) => void response.writeHead(404).end("gone")],
    ["leads to another host", redirectTo("http://elsewhere.test/a.md")],
  ])("is refused when it %s: the page is stored from its HTML", async (_, native) => {
    await using server = await site({ "/docs/a/": offering("/docs/a.md"), "/docs/a.md": native });

    const { result, events } = await crawl(planFor(`${server.url}/docs/`), out);

    expect(endsOf(events)).toEqual({ "/docs/": "stored", "/docs/a/": "stored", "/docs/b/": "failed: not-found" });
    expect(result).toMatchObject({ type: "published", failedByReason: { "not-found": 1 } });
    const page = await readPage(out, "docs/a/index.md");
    expect(page).toContain(WORDS);
    expect(page).not.toContain("Native has a");
    expect((await readReport(out)).failedAssets).toEqual([]);
  });

  it("is asked for within the site's rules: not where robots.txt forbids it, not when it is switched off", async () => {
    await using server = await site({
      "/docs/a/": offering("/raw/a.md"),
      "/raw/a.md": markdown(NATIVE),
      "/robots.txt": sends("User-agent: *\nDisallow: /raw/\n", "text/plain"),
    });

    await crawl(planFor(`${server.url}/docs/`), out);
    await crawl(planFor(`${server.url}/docs/`, { discovery: { nativeMarkdown: false } }), join(folder, "off"));

    expect(server.visits.map(({ path }) => path)).not.toContain("/raw/a.md");
    expect(await readPage(out, "docs/a/index.md")).toContain(WORDS);
  });

  it("keeps the page's own metadata where the offer leads back to the page itself", async () => {
    await using server = await site({});
    server.pages.set("/docs/a/", (request, response) => {
      const wantsMarkdown = request.headers.accept?.startsWith("text/markdown") ?? false;
      const type = wantsMarkdown ? "text/markdown" : "text/html";
      response.writeHead(200, { "content-type": type }).end(wantsMarkdown ? NATIVE : offering("/docs/a/"));
    });

    await crawl(planFor(`${server.url}/docs/`), out);

    expect(await readPage(out, "docs/a/index.md")).toContain('description: "About Install"');
  });

  it("is a page of its own where it is linked to as one, in relative links too", async () => {
    await using server = await site({
      "/docs/": html("Home", "<p>Text.</p>", ["/docs/one.md", "/docs/served"]),
      "/docs/one.md": sends("# One\n\nSee [two](two.md#part) and [the home](./).\n", "text/plain"),
      "/docs/two.md": markdown("Two\n===\n\n## Part\n\nText.\n"),
      "/docs/served": markdown("# Served\n\nAs Markdown, whatever was asked for.\n"),
    });

    await crawl(planFor(`${server.url}/docs/`), out);

    expect(await listPages(out)).toEqual(["docs/index.md", "docs/one.md", "docs/served.md", "docs/two.md"]);
    expect(await readPage(out, "docs/one.md")).toContain("See [two](two.md#part) and [the home](index.md).");
    expect(await readPage(out, "docs/two.md")).toContain('title: "Two"');
  });

  it("is no second page where llms.txt names it instead of its page", async () => {
    await using server = await site({
      "/docs/a/": offering("/docs/raw/a.md"),
      "/docs/raw/a.md": markdown(NATIVE),
      "/docs/b/": html("B", "<p>Which does not tell of its Markdown.</p>"),
      "/docs/b.md": markdown("# B\n\nAs its author wrote it: {{ include }}.\n"),
      "/llms.txt": sends("# Docs\n\n- [A](/docs/raw/a.md)\n- [B](/docs/b.md)\n", "text/plain"),
    });

    await crawl(planFor(`${server.url}/docs/`, { output: { assets: false } }), out);

    expect(await listPages(out)).toEqual(["docs/a/index.md", "docs/b/index.md", "docs/index.md"]);
    expect((await readReport(out)).folded.total).toBe(2);
  });

  it("is asked for by the page request too, with less weight than HTML", async () => {
    await using server = await site({});

    await crawl(planFor(`${server.url}/docs/`), out);

    const accept = server.visits.find(({ path }) => path === "/docs/")?.headers.accept ?? "";
    expect(accept).toMatch(/^text\/html,.*text\/markdown;q=0\.\d/);
  });

  it("ends an incremental crawl with the same bytes as a full one", async () => {
    const { later, full } = await crawlAgain(NATIVE.replace(" and ![a picture](pic.png)", ""));

    expect(later).toEqual(full);
  });

  it("does so too when only the native Markdown leads to something", async () => {
    const { later, full } = await crawlAgain(NATIVE);

    expect(later).toEqual(full);
  });

  /** Every file of a second, incremental crawl and of a full one beside it. */
  async function crawlAgain(native: string) {
    await using server = await site({
      "/docs/a/": offering("/docs/raw/a.md"),
      "/docs/raw/a.md": markdown(native),
      "/docs/raw/pic.png": picture,
      "/docs/b/": offering("/docs/raw/b.md", "B", "Page B is about something else altogether."),
      "/docs/raw/b.md": markdown("# B\n\nNot the same at all.\n"),
    });
    const plan = (snapshot: string) => planFor(`${server.url}/docs/`, { snapshot });
    await crawl(plan("20260101T000000Z"), out);
    server.pages.set("/docs/", html("Home", "<p>Another text.</p>", ["/docs/a/", "/docs/b/"]));
    await crawl(plan("20260102T000000Z"), out);
    await crawl(plan("20260102T000000Z"), join(folder, "full"));
    return { later: await readSnapshot(out), full: await readSnapshot(join(folder, "full")) };
  }
});
