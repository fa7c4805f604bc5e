import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planFor } from "../crawler/testing/plan.ts";
import { crawl, endsOf, readPage } from "./site/crawl.ts";
import { html, startTestSite, type Page } from "./site/test-site.ts";

describe("what public sites do", () => {
  let out: string;

  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "traps-"));
  });
  afterEach(() => rm(out, { recursive: true, force: true }));

  it("new session ids in every link lead to each page once", async () => {
    await using site = await startTestSite({});
    let session = 0;
    const page = (title: string, ...names: string[]): Page => {
      return (_, response) => {
        const links = names.map((name) => `/${name};jsessionid=${(session += 1)}`);
        response.writeHead(200, { "content-type": "text/html" }).end(html(title, `<p>Of ${title}.</p>`, links));
      };
    };
    site.pages.set("/", page("Home", "a", "b"));
    site.pages.set("/a", page("A", "a", "b"));
    site.pages.set("/b", page("B", "a"));

    const { result, events } = await crawl(planFor(`${site.url}/`), out);

    expect(result.type).toBe("published");
    expect(endsOf(events)).toEqual({ "/": "stored", "/a": "stored", "/b": "stored" });
    expect(await readPage(out, "index.md")).toContain("](b.md)");
  });

  it("apologies with a status of success are no pages, and neither are links to https where there is none", async () => {
    await using site = await startTestSite({});
    const host = new URL(site.url).host;
    site.pages.set("/", html("Home", "<p>Text.</p>", ["/gone", `https://${host}/a`]));
    site.pages.set("/gone", html("404 – Page not found", "<p>Sorry, this page does not exist.</p>"));
    site.pages.set("/a", html("A", "<p>Of A.</p>"));

    const { events } = await crawl(planFor(`${site.url}/`), out);

    expect(endsOf(events)).toEqual({ "/": "stored", "/gone": "failed: not-found", "/a": "stored" });
  });

  it.each([200, 403])("a check for robots that comes with status %i is not published as the site", async (status) => {
    const check = `<title>Just a moment...</title><noscript>Enable JavaScript and cookies to continue</noscript>`;
    await using site = await startTestSite({
      "/": (_, response) => {
        response.writeHead(status, {
          "content-type": "text/html",
          ...(status === 403 ? { "cf-mitigated": "challenge" } : {}),
        });
        response.end(check);
      },
    });

    const { result } = await crawl(planFor(`${site.url}/`), out);

    expect(result).toMatchObject({ type: "failed", reason: "auth-required" });
    expect(result).toMatchObject({ message: expect.stringMatching(/check for robots.*--user-agent/) });
  });
});
