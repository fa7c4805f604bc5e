import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Plan } from "../crawler/contract.ts";
import { browser } from "../crawler/render/testing-browser.ts";
import { planFor } from "../crawler/testing/plan.ts";
import { startClientRenderedSite } from "./site/client-rendered-site.ts";
import { crawl, endsOf, listPages, readPage, readSnapshot, type Crawled } from "./site/crawl.ts";
import { startDocsifySite } from "./site/docsify-site.ts";
import { mostPerSecond, startHeartbeat } from "./site/most-per-second.ts";
import { html, startTestSite } from "./site/test-site.ts";

const withBrowser = { browser: { executable: browser ?? "none", sandbox: true } };

describe.skipIf(browser === undefined)("a site whose pages need a browser", () => {
  let out: string;

  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "rendering-"));
  });
  afterEach(() => rm(out, { recursive: true, force: true }));

  const render = (
    url: string,
    mode: Plan["rendering"]["mode"],
    more: Parameters<typeof planFor>[1] = {},
  ): Promise<Crawled> => crawl(planFor(url, { rendering: { mode }, ...more }), out, withBrowser);

  it("is crawled fully in auto: routes, data and the panel of every tab", async () => {
    await using site = await startClientRenderedSite();

    const { result } = await render(`${site.url}/docs/`, "Auto");

    expect(result).toMatchObject({ type: "published", counts: { stored: 4, failed: 0 } });
    expect(await listPages(out)).toHaveLength(4);
    const install = await readPage(out, "docs/install.md");
    expect(install).toMatch(/\*\*npm\*\*\s+```\nnpm install thing\n```\s+\*\*yarn\*\*\s+```\nyarn add thing\n```/);
    expect(await readPage(out, "docs/usage.md")).toContain("thing --help");
  });

  it("never sees more than its rate, the browser's own requests included", async () => {
    await using site = await startClientRenderedSite();
    using heartbeat = startHeartbeat();

    const { result } = await render(`${site.url}/docs/`, "Auto", {
      politeness: { requestsPerSecond: 4, maxConcurrency: 4 },
    });

    expect(result).toMatchObject({ type: "published", counts: { stored: 4 } });
    expect(mostPerSecond(site, heartbeat)).toBeLessThanOrEqual(4);
  });

  it("never has more of its requests under way than the concurrency", async () => {
    await using site = await startClientRenderedSite({ latencyMs: 40 });

    await render(`${site.url}/docs/`, "Always", { politeness: { maxConcurrency: 2 } });

    expect(site.peak()).toBeLessThanOrEqual(2);
  });

  it("gives the same bytes when it is crawled again", { timeout: 60_000 }, async () => {
    await using site = await startClientRenderedSite();
    const plan = planFor(`${site.url}/docs/`, { rendering: { mode: "Auto" } });

    await crawl(plan, out, withBrowser);
    const first = await readSnapshot(out);
    const { result } = await crawl({ ...plan, snapshot: "20260202T000000Z" }, out, withBrowser);

    expect(result).toMatchObject({ type: "published", changes: { changed: 0, added: 0, removed: 0 } });
    expect(await readSnapshot(out)).toEqual(first);
  });

  it("follows a page whose script sends its reader on", async () => {
    await using site = await startTestSite({
      "/docs/": '<!doctype html><div id="app"></div><script>location.replace("/docs/start")</script>',
      "/docs/start": html("Start", "<p>Here it begins.</p>"),
    });

    const { result, events } = await render(`${site.url}/docs/`, "Auto");

    expect(result).toMatchObject({ type: "published", counts: { stored: 1 } });
    expect(endsOf(events)).toMatchObject({ "/docs/": "skipped: redirect", "/docs/start": "stored" });
  });

  it("keeps what its HTML has of a page that the browser cannot finish", async () => {
    await using site = await startTestSite({
      "/docs/": `<!doctype html><html><body><main><h1>Tabs</h1><p>Text that is there in any case.</p><div role="tablist"><button role="tab" aria-controls="a">A</button><button role="tab" aria-controls="b">B</button></div><div role="tabpanel" id="a"><p>panel A</p></div></main><script>for (;;) {}</script></body></html>`,
    });

    const { result } = await render(`${site.url}/docs/`, "Auto", { rendering: { mode: "Auto", timeoutMs: 2000 } });

    expect(result).toMatchObject({ type: "published", counts: { stored: 1 } });
    expect(await readPage(out, "docs/index.md")).toContain("Text that is there in any case.");
  });
});

describe("a site without a browser to render it", () => {
  let out: string;

  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "rendering-"));
  });
  afterEach(() => rm(out, { recursive: true, force: true }));

  it("that is made by Docsify is crawled fully all the same, from the Markdown that it draws", async () => {
    await using site = await startDocsifySite();

    const { result } = await crawl(planFor(`${site.url}/docs/`, { rendering: { mode: "Never" } }), out);

    expect(result).toMatchObject({ type: "published", counts: { failed: 0 } });
    expect(await listPages(out)).toEqual(["docs/api.md", "docs/hidden.md", "docs/index.md"]);
    expect(await readPage(out, "docs/index.md")).toContain("[text](hidden.md#more) and [API](api.md)");
    expect(await readPage(out, "docs/hidden.md")).toContain("[more](#more)");
  });

  it("starts none when its pages are static, scripts or not", async () => {
    await using site = await startTestSite({
      "/docs/": `${html("Home", "<p>All the text is here.</p>", ["/docs/a"])}<script src="/x.js"></script>`,
      "/docs/a": html("A", "<p>Here too.</p>"),
    });
    const missing = { executable: "/nowhere/chromium", sandbox: true };

    const { result } = await crawl(planFor(`${site.url}/docs/`, { rendering: { mode: "Auto" } }), out, {
      browser: missing,
    });

    // One that had to be started could not be: its page would have failed.
    expect(result).toMatchObject({ type: "published", counts: { stored: 2, failed: 0, skipped: 0 } });
  });

  it("says what to install when nothing can be shown without one", async () => {
    await using site = await startClientRenderedSite();

    const { result } = await crawl(planFor(`${site.url}/docs/`, { rendering: { mode: "Auto" } }), out);

    expect(result).toMatchObject({ type: "failed", reason: "needs-javascript" });
    expect(result).toMatchObject({ message: expect.stringContaining("apt-get install chromium-headless-shell") });
  });
});
