import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CrawlEvent } from "../crawler/local/events.ts";
import { planFor } from "../crawler/testing/plan.ts";
import { crawl } from "./site/crawl.ts";
import { html, startTestSite, type Page } from "./site/test-site.ts";

function manyPages(count: number): Record<string, Page> {
  const links = Array.from({ length: count }, (_, n) => `/p${n}`);
  const pages = links.map((link): [string, Page] => [link, html(`Page ${link}`, `<p>Text of ${link}.</p>`)]);
  return { "/": html("Home", "<p>All pages.</p>", links), ...Object.fromEntries(pages) };
}

describe("politeness, as the site sees it", () => {
  let out: string;

  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "polite-"));
  });
  afterEach(() => rm(out, { recursive: true, force: true }));

  it("never gets more requests a second than the rate, redirects, lists and robots.txt included", async () => {
    await using site = await startTestSite(manyPages(40));
    const plan = planFor(`${site.url}/`, { politeness: { requestsPerSecond: 20, maxConcurrency: 8 } });

    const { result } = await crawl(plan, out);

    expect(result).toMatchObject({ type: "published", counts: { stored: 41 } });
    for (const { atMs } of site.visits) {
      const inSecond = site.visits.filter((visit) => visit.atMs >= atMs && visit.atMs < atMs + 1000);
      expect(inSecond.length).toBeLessThanOrEqual(20);
    }
  });

  it("never has more requests under way than the concurrency", async () => {
    await using site = await startTestSite(manyPages(40), { latencyMs: 25 });

    await crawl(planFor(`${site.url}/`, { politeness: { maxConcurrency: 3 } }), out);

    expect(site.peak()).toBe(3);
  });

  it("says that it waits where Retry-After asks for long", async () => {
    await using site = await startTestSite({
      "/": (_, response) => void response.writeHead(429, { "retry-after": "3600" }).end(),
    });
    const stop = new AbortController();
    const notes: string[] = [];
    const onEvent = (event: CrawlEvent): void => {
      if (event.type !== "note") return;
      notes.push(event.message);
      stop.abort();
    };

    const { result } = await crawl(planFor(`${site.url}/`), out, { signal: stop.signal, onEvent });

    expect(result).toMatchObject({ type: "interrupted" });
    expect(notes).toEqual([expect.stringMatching(/answered 429.*: waiting 60 minutes/)]);
  });

  it("waits as long as Retry-After says, and then loses no page", async () => {
    const pages = manyPages(6);
    let refusedAtMs: number | undefined;
    let againAtMs: number | undefined;
    await using site = await startTestSite(pages);
    site.pages.set("/p2", (_, response) => {
      if (refusedAtMs === undefined) {
        refusedAtMs = performance.now();
        response.writeHead(429, { "retry-after": "1" }).end();
        return;
      }
      againAtMs ??= performance.now();
      response.writeHead(200, { "content-type": "text/html" }).end(html("Page 2", "<p>At last.</p>"));
    });

    const { result } = await crawl(planFor(`${site.url}/`), out);

    expect(result).toMatchObject({ type: "published", counts: { stored: 7, failed: 0 } });
    expect((againAtMs ?? 0) - (refusedAtMs ?? 0)).toBeGreaterThanOrEqual(1000);
  });

  it("asks for nothing that robots.txt forbids", async () => {
    await using site = await startTestSite(manyPages(6));
    site.pages.set("/robots.txt", (_, response) => {
      response.writeHead(200, { "content-type": "text/plain" }).end("User-agent: *\nDisallow: /p3\n");
    });

    const { result } = await crawl(planFor(`${site.url}/`), out);

    expect(site.visits.map(({ path }) => path)).not.toContain("/p3");
    expect(result).toMatchObject({ type: "published", skippedByReason: { robots: 1 } });
  });
});
