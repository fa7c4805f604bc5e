import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { crawl, endsOf, listPages } from "./site/crawl.ts";
import { planFor } from "../crawler/testing/plan.ts";
import { html, redirectTo, sends, startTestSite, type Page, type TestSite } from "./site/test-site.ts";

const SECRET = "c00kie-s3cret";

/** Sends whoever lacks the cookie to a URL, with the cookie. */
const behindCookie =
  (page: Page, location: string, cookie = `wall=${SECRET}; Path=/; HttpOnly`): Page =>
  (request, response) => {
    if (request.headers.cookie?.includes(SECRET) === true) {
      if (typeof page === "function") page(request, response);
      else response.writeHead(200, { "content-type": "text/html" }).end(page);
    } else response.writeHead(302, { location, "set-cookie": cookie }).end();
  };

const cookiesSeen = ({ visits }: TestSite): unknown[] => [...new Set(visits.map(({ headers }) => headers.cookie))];

/** All files of a folder in one text. */
async function readFolder(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, "latin1")))).join("\n");
}

describe("cookies that a site sets", () => {
  let out: string;

  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "cookies-"));
  });
  afterEach(() => rm(out, { recursive: true, force: true }));

  it("open a wall that sends everybody in a circle, robots.txt included, and reach no file", async () => {
    await using site = await startTestSite({
      "/robots.txt": behindCookie(sends("User-agent: *\nDisallow: /private", "text/plain"), "/robots.txt"),
      "/": behindCookie(html("Home", "<p>Text.</p>", ["/a", "/b", "/private"]), "/"),
      "/a": behindCookie(html("A", "<p>Text of A.</p>"), "/a"),
      "/b": behindCookie(html("B", "<p>Text of B.</p>"), "/b"),
    });

    const { result, events } = await crawl(planFor(`${site.url}/`), out);

    expect(result.type).toBe("published");
    expect(endsOf(events)).toEqual({ "/": "stored", "/a": "stored", "/b": "stored", "/private": "skipped: robots" });
    const asked = site.visits.filter(({ headers }) => headers.cookie === undefined).map(({ path }) => path);
    expect(asked).toEqual(["/robots.txt"]);
    expect(await readFolder(out)).not.toContain(SECRET);
  });

  it("open a wall that asks at another URL of the host first", async () => {
    await using site = await startTestSite({
      "/": (request, response) => {
        if (request.headers.cookie === `wall=${SECRET}`) {
          response.writeHead(200, { "content-type": "text/html" }).end(html("Home", "<p>Text.</p>"));
        } else response.writeHead(302, { location: "/check" }).end();
      },
      "/check": redirectTo("/checked"),
      "/checked": behindCookie((_, response) => response.writeHead(302, { location: "/" }).end(), "/"),
    });

    const { result } = await crawl(planFor(`${site.url}/`), out);

    expect(result.type).toBe("published");
    expect(await listPages(out)).toEqual(["index.md"]);
  });

  it("are not sent back by a crawl that gets along without, so that no page depends on the one before", async () => {
    await using site = await startTestSite({
      "/": sends(html("Home", "<p>Text.</p>", ["/a", "/german"]), "text/html", { "set-cookie": "session=1; Path=/" }),
      "/german": (_, response) => {
        response.writeHead(302, { location: "/", "set-cookie": "lang=de; Path=/" }).end();
      },
      "/a": html("A", "<p>Text of A.</p>"),
    });

    await crawl(planFor(`${site.url}/`), out);

    expect(cookiesSeen(site)).toEqual([undefined]);
  });

  it("are tried once on a page that leads in a circle with them too", async () => {
    await using site = await startTestSite({
      "/": html("Home", "<p>Text.</p>", ["/loop", "/a"]),
      "/loop": (_, response) => {
        response.writeHead(302, { location: "/loop", "set-cookie": `n=${Math.random()}` }).end();
      },
      "/a": html("A", "<p>Text of A.</p>"),
    });

    const { events } = await crawl(planFor(`${site.url}/`), out);

    expect(endsOf(events)).toMatchObject({ "/loop": "failed: too-many-redirects", "/a": "stored" });
    expect(site.visits.filter(({ path }) => path === "/loop")).toHaveLength(2);
  });
});
