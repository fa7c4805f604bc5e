import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Chunk } from "../crawler/snapshot/chunks.ts";
import { planFor } from "../crawler/testing/plan.ts";
import { crawl, listPages, readPage, readSnapshot } from "./site/crawl.ts";
import { findBrokenLinks, listFiles } from "./site/link-checker.ts";
import { html, redirectTo, sends, startTestSite, type Page, type TestSite } from "./site/test-site.ts";

const WORDS = "Words that fill the page so that it is a page like any other in this manual. ";
const picture = sends(Buffer.from("picture"), "image/png");

/** Addresses that are harmless on the web and trouble on a disk. */
const TROUBLE = [
  "/CON.html",
  "/aux/nul.html",
  "/lpt1.txt.html",
  "/Readme.html",
  "/readme.html",
  "/README.html",
  "/guide",
  "/guide/",
  "/guide/index.html",
  "/guide.html",
  "/Guide/part.html",
  "/%C3%A9t%C3%A9.html",
  "/e%CC%81te%CC%81.html",
  "/%E6%96%87%E6%A1%A3/%E5%BC%80%E5%A7%8B.html",
  "/%F0%9F%9A%80.html",
  "/a%2Fb.html",
  "/a%5Cb.html",
  "/a%3Ab%3Fc%2A.html",
  "/.hidden/.env.html",
  "/dots.../x.html",
  "/space%20end%20.html",
  "/%2e%2e%2fup.html",
  "/nul%00byte.html",
  "/rtl%E2%80%AEtxt.html",
  `/${"long-".repeat(60)}name.html`,
  `/${"long-".repeat(60)}other.html`,
  `/${Array.from({ length: 30 }, (_, n) => `folder-${n}`).join("/")}/deep.html`,
  `/${"%E6%96%87".repeat(100)}.html`,
  "/(paren).html",
  "/quote'.html",
  "/per%25cent.html",
  "/tilde~.html",
  "/semi;colon=1.html",
  "/-dash.html",
  "/trailing.",
];

const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

function isSafeName(name: string): boolean {
  if (RESERVED.test(name) || /[<>:"|?*\\]|^[. ]|[. ]$/.test(name) || /[\p{Cc}\p{Cf}]/u.test(name)) return false;
  return Buffer.byteLength(name) <= 255;
}

/** A manual whose pages link to parts of each other by every kind of anchor. */
function manual(count: number): Record<string, Page> {
  const pages: Record<string, Page> = {};
  for (let n = 0; n < count; n++) {
    const [next, other] = [(n * 3 + 1) % count, (n * 7 + 2) % count];
    const links = [
      `/m/p${next}.html#usage`,
      `/m/p${other}.html#usage-1`,
      `/m/p${next}.html#term`,
      `/m/p${other}.html#row`,
      `/m/p${next}.html#nowhere`,
      `/m/old-${other}.html#s%C3%A9ction`,
      "#usage",
      `/m/gone.html?n=${n}#part`,
    ].map((href) => `<p>See <a href="${href}">this</a>.</p>`);
    const body = `<p>Page ${n}: ${WORDS}</p><h2 id="usage">Usage of <code>x_${n}</code></h2><p>One.</p>
      <h2>Usage</h2><h3 id="usage-1">Usage</h3><p id="term">A term.</p><h3 id="séction">Séction &amp; <em>more</em></h3>
      <pre><code class="language-md"># No heading\n\n[no](link.html)\n\n\`\`\`\nstill\n\`\`\`\n</code></pre>
      <table><tr><th>A</th><th>B</th></tr><tr id="row"><td>1</td><td><a href="/m/p${next}.html">2</a></td></tr></table>
      <img src="/m/img ${n % 4}.png" alt="a"><ul><li id="item">Item</li><li><a href="/m/p${next}.html#item">to it</a></li></ul>`;
    pages[`/m/p${n}.html`] = html(`Page ${n}`, body + links.join(""));
    pages[`/m/old-${n}.html`] = redirectTo(`/m/p${n}.html`);
    pages[`/m/img%20${n % 4}.png`] = picture;
  }
  pages["/m/"] = html(
    "Manual",
    `<p>${WORDS}</p>`,
    Object.keys(pages).filter((path) => path.endsWith(".html")),
  );
  return pages;
}

describe("a snapshot", () => {
  let out: string;
  let latest: string;

  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "output-"));
    latest = join(out, "latest");
  });
  afterEach(() => rm(out, { recursive: true, force: true }));

  it("has safe and unique file names, whatever the addresses are, and links that lead to them", async () => {
    const pages = TROUBLE.map((path, n): [string, Page] => [
      path,
      html(`Trouble ${n}`, `<p>Text ${n} of its own.</p>`, ["/"]),
    ]);
    const images = ["/img/CON.png", "/img/a%20b.png", "/img/noext", "/img/A.png", "/img/a.png"];
    const shown = images.map((path) => `<img src="${path}" alt="i">`).join("");
    await using site = await startTestSite({
      "/": html("Home", `<p>Text.</p>${shown}`, TROUBLE),
      ...Object.fromEntries(pages),
      ...Object.fromEntries(images.map((path) => [path, picture])),
    });

    const { result } = await crawl(planFor(`${site.url}/`), out);

    expect(result).toMatchObject({ type: "published", counts: { stored: TROUBLE.length + 1, failed: 0 } });
    const files = await listFiles(latest);
    const folded = files.map((file) => file.normalize("NFC").toLowerCase());
    expect(new Set(folded).size).toBe(files.length);
    expect(files.filter((file) => !file.split("/").every(isSafeName))).toEqual([]);
    expect(files.filter((file) => folded.some((other) => other.startsWith(`${file.toLowerCase()}/`)))).toEqual([]);
    expect(Math.max(...files.map((file) => Buffer.byteLength(file)))).toBeLessThan(420);
    expect(files.filter((file) => file.startsWith("assets/"))).toHaveLength(images.length);
    expect(await findBrokenLinks(latest)).toEqual([]);
    expect(await readPage(out, "index.md")).not.toContain(site.url.slice(7) + "/CON");
  });

  it("has relative links that resolve, to files and to places in them", async () => {
    await using site = await startTestSite(manual(12));

    await crawl(planFor(`${site.url}/m/`), out);

    expect(await findBrokenLinks(latest)).toEqual([]);
    const page = await readPage(out, "m/p0.md");
    expect(page).toContain("](p1.md#usage-of-x_1)");
    expect(page).toContain("](p2.md#usage-1)");
    expect(page).toContain("](p1.md#term)");
    expect(page).toContain("](p2.md#row)");
    expect(page).toContain("](p2.md#s%C3%A9ction--more)");
    expect(page).toContain("](#usage-of-x_0)");
    expect(page).toContain(`](${site.url}/m/gone.html?n=0#part)`);
    expect(page).toContain("](../../assets/m/img%200.png)");
  });

  it("has llms.txt, llms-full.txt and chunks that say what the pages say", async () => {
    const code = Array.from({ length: 400 }, (_, n) => `line ${n}\n${n % 9 === 0 ? "\n" : ""}# not a heading`).join(
      "\n",
    );
    await using site = await startTestSite({
      ...manual(6),
      "/m/long.html": html(
        "Long",
        `<p>${WORDS}</p><h2>Code</h2><pre><code>${code}</code></pre><p>${`${WORDS}</p><p>`.repeat(80)}</p>`,
      ),
      "/sitemap.xml": sends("<urlset><url><loc>/m/long.html</loc></url></urlset>", "application/xml"),
    });

    await crawl(planFor(`${site.url}/m/`), out);

    const pages = await listPages(out);
    const texts = new Map<string, string>();
    for (const path of pages) texts.set(path, (await readPage(out, path)).replace(/^---\n[\s\S]*?\n---\n\n/, ""));
    const llms = await readFile(join(latest, "llms.txt"), "utf8");
    expect(llms).toMatch(/^# Manual\n/);
    expect([...llms.matchAll(/\]\(pages\/([^)]*)\)/g)].map(([, path = ""]) => decodeURIComponent(path)).sort()).toEqual(
      pages,
    );
    const full = await readFile(join(latest, "llms-full.txt"), "utf8");
    for (const text of texts.values()) expect(full).toContain(text.trim());
    const chunks = (await readFile(join(latest, "chunks.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Chunk);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(chunks.length);
    expect(chunks.filter(({ text, path }) => texts.get(path)?.includes(text) !== true).map(({ id }) => id)).toEqual([]);
    expect(chunks.filter(({ text }) => (text.match(/^ *```/gm)?.length ?? 0) % 2 === 1).map(({ id }) => id)).toEqual(
      [],
    );
    expect(new Set(chunks.map(({ path }) => path))).toEqual(new Set(pages));
    const long = chunks.filter(({ path }) => path === "m/long.md");
    expect(long.length).toBeGreaterThan(2);
    expect(
      long
        .map(({ text }) => text)
        .join("\n\n")
        .split("\n").length,
    ).toBe(texts.get("m/long.md")?.trim().split("\n").length);
  });

  it("stays with as many others as retention says", async () => {
    await using site = await startTestSite(manual(2));
    for (const second of [1, 2, 3, 4]) {
      site.pages.set("/m/p0.html", html("Page 0", `<p>Version ${second}: ${WORDS}</p>`));
      await crawl(
        planFor(`${site.url}/m/`, { snapshot: `20260101T00000${second}Z`, retention: { snapshots: 2 } }),
        out,
      );
    }

    expect(await readdir(join(out, "snapshots"))).toEqual(["20260101T000003Z", "20260101T000004Z"]);
    expect((await readdir(out)).sort()).toEqual(["latest", "latest.json", "snapshots"]);
    expect(await findBrokenLinks(join(out, "snapshots", "20260101T000003Z"))).toEqual([]);
  });

  it("has the same bytes in whatever order the site answers", async () => {
    const delays = [0, 0, 3, 9, 20];
    const pages = manual(14);
    pages["/m/copy.html"] = pages["/m/p3.html"] ?? "";
    pages["/m/index.html"] = pages["/m/"] ?? "";
    pages["/sitemap.xml"] = sends(
      "<urlset><url><loc>/m/copy.html</loc></url><url><loc>/m/index.html</loc></url></urlset>",
      "application/xml",
    );
    await using site = await startTestSite({});
    let first: Map<string, string> | undefined;
    for (let round = 0; round < 4; round++) {
      answerAtRandom(site, pages, delays);
      await crawl(planFor(`${site.url}/m/`), join(out, `${round}`), { threads: 1 + (round % 2) });
      const files = await readSnapshot(join(out, `${round}`));
      first ??= files;
      expect([...files.keys()]).toEqual([...first.keys()]);
      expect([...files].filter(([name, bytes]) => first?.get(name) !== bytes).map(([name]) => name)).toEqual([]);
    }
  });
});

function answerAtRandom(site: TestSite, pages: Readonly<Record<string, Page>>, delays: readonly number[]): void {
  for (const [path, page] of Object.entries(pages)) {
    site.pages.set(path, (request, response) => {
      const delayMs = delays[Math.floor(Math.random() * delays.length)];
      setTimeout(() => {
        if (typeof page === "function") return page(request, response);
        return response.writeHead(200, { "content-type": "text/html" }).end(page);
      }, delayMs);
    });
  }
}
