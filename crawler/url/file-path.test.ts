import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignPaths, type PathOptions } from "./file-path.ts";

const pages: PathOptions = { primaryHost: "example.com", kind: "page" };
const assets: PathOptions = { primaryHost: "example.com", kind: "asset" };

function pathOf(path: string, options = pages): string | undefined {
  const url = new URL(path, "https://example.com").href;
  return assignPaths([url], options).get(url);
}

describe("assignPaths for one page", () => {
  it.each([
    ["/", "index.md"],
    ["/a", "a.md"],
    ["/a/", "a/index.md"],
    ["/a/b.html", "a/b.md"],
    ["/a/b.htm", "a/b.md"],
    ["/a/index.html", "a/index.md"],
    ["/a/guide.md", "a/guide.md"],
    ["/a/v1.2", "a/v1.2.md"],
    ["/a//b", "a/_/b.md"],
    ["/a%20b/c%2Fd", "a b/c_d.md"],
    ["/caf%C3%A9", "café.md"],
    ["/cafe%CC%81", "café.md"],
    ["/%FF", "%FF.md"],
    ["/con", "_con.md"],
    ["/Com1.txt/a", "_Com1.txt/a.md"],
    ["/.git/config", "_git/config.md"],
    ["/a%3Ab%7C", "a_b_.md"],
    ["/a.%20/b", "a_/b.md"],
    ["/..%2f..%2fetc/passwd", "__.._etc/passwd.md"],
    ["/.html", "_html.md"],
    ["https://other.example:8080/a", "_hosts/other.example_8080/a.md"],
    ["http://[::1]:8080/a", "_hosts/[__1]_8080/a.md"],
  ])("%s is %s", (url, expected) => {
    expect(pathOf(url)).toBe(expected);
  });

  it("marks a query", () => {
    expect(pathOf("/a.html?x=1")).toMatch(/^a-q[0-9a-f]{8}\.md$/);
    expect(pathOf("/a.html?x=1")).not.toBe(pathOf("/a.html?x=2"));
  });
});

describe("assignPaths for assets", () => {
  it("keeps names, and adds an extension where only the content type knows it", () => {
    const url = "https://example.com/img/logo";

    expect(pathOf("/img/a.b.PNG", assets)).toBe("img/a.b.PNG");
    expect(pathOf("/img/a.png?v=2", assets)).toMatch(/^img\/a-q[0-9a-f]{8}\.png$/);
    expect(
      assignPaths([url], { ...assets, contentTypes: new Map([[url, "image/svg+xml; charset=utf-8"]]) }).get(url),
    ).toBe("img/logo.svg");
  });

  it("tells a file from a folder of the same name", () => {
    const paths = [...assignPaths(["https://example.com/img", "https://example.com/img/a.png"], assets).values()];

    expect(paths[0]).toMatch(/^img-[0-9a-f]{8}$/);
    expect(paths[1]).toBe("img/a.png");
  });
});

describe("assignPaths for many", () => {
  it("gives the plain name to the first in URL order", () => {
    const paths = assignPaths(
      ["https://example.com/a/index.html", "https://example.com/a/", "https://example.com/A/"],
      pages,
    );

    expect(paths.get("https://example.com/A/")).toBe("A/index.md");
    expect(paths.get("https://example.com/a/")).toMatch(/^a\/index-[0-9a-f]{8}\.md$/);
    expect(paths.get("https://example.com/a/index.html")).toMatch(/^a\/index-[0-9a-f]{8}\.md$/);
  });

  const piece = fc.constantFrom(
    "a",
    "A",
    "%C3%A9",
    "e%CC%81",
    "ß",
    "SS",
    "con",
    ".",
    "..",
    "%2e",
    "",
    "x.md",
    "index.html",
    "a.md",
    "%2F",
    "?",
    " ",
  );
  const wild = fc.string({ unit: "binary", maxLength: 200 }).map((text) => encodeURI(text.toWellFormed()));
  const long = fc.integer({ min: 50, max: 300 }).map((length) => "ä".repeat(length));
  const url = fc
    .tuple(
      fc.constantFrom("https://example.com", "http://example.com", "https://b.example"),
      fc.array(fc.oneof({ weight: 8, arbitrary: piece }, wild, long), { maxLength: 5 }),
    )
    .map(([host, parts]) => new URL(`${host}/${parts.join("/")}`).href);

  it.each([pages, assets])("is distinct, safe, bounded and free of clashes with folders ($kind)", (options) => {
    fc.assert(
      fc.property(fc.uniqueArray(url, { maxLength: 30 }), (urls) => {
        const paths = [...assignPaths(urls, options).values()];
        const keys = new Set(paths.map((path) => path.normalize("NFC").toUpperCase().toLowerCase()));

        expect(keys.size).toBe(urls.length);
        for (const path of paths) expectSafe(path);
        for (const key of keys) expect(ancestors(key).some((folder) => keys.has(folder))).toBe(false);
      }),
    );
  });

  it("does not depend on the order of the URLs", () => {
    fc.assert(
      fc.property(fc.uniqueArray(url, { maxLength: 20 }), (urls) => {
        expect(assignPaths(urls.toReversed(), pages)).toEqual(assignPaths(urls, pages));
      }),
    );
  });

  it("is quick for a large site", () => {
    const urls = Array.from(
      { length: 100_000 },
      (_, index) => `https://example.com/section-${index % 500}/page-${index}.html`,
    );

    const started = performance.now();
    const paths = assignPaths(urls, pages);

    expect(paths.size).toBe(urls.length);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

function expectSafe(path: string): void {
  expect(Buffer.byteLength(path)).toBeLessThanOrEqual(400);
  expect(path).toBe(path.normalize("NFC"));
  for (const name of path.split("/")) {
    expect(name).not.toMatch(/^$|^[. ]|[. ]$|[<>:"|?*\\\p{Cc}]|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/iu);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120);
  }
}

function ancestors(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
