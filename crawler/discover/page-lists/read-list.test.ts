import { deflateSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ListFormat } from "../../messages.ts";
import { readList } from "./read-list.ts";

function read(format: ListFormat, body: string | Uint8Array, path: string): string[] {
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const found = readList(format, bytes, () => Buffer.from(bytes).toString("utf8"), `https://example.com${path}`);
  return found.map(({ url }) => url.replace("https://example.com", ""));
}

const literal = (value: unknown): string => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;

describe("sphinx-inventory", () => {
  const header =
    "# Sphinx inventory version 2\n# Project: x\n# Version: 1\n# The remainder of this file is compressed using zlib.\n";
  const inventory = (rows: string): Uint8Array => Buffer.concat([Buffer.from(header), deflateSync(rows)]);

  it("gives each page once, with `$` for the name and spaces in names", () => {
    const rows = [
      "index std:doc -1 index.html Welcome",
      "guide/intro std:doc -1 guide/intro.html Getting started",
      "pkg.mod.func py:function 1 api.html#$ -",
      "a term: with colon std:term -1 glossary.html#term-x -",
      "no location std:doc -1",
      "rubbish",
    ].join("\n");

    expect(read("sphinx-inventory", inventory(rows), "/en/objects.inv")).toEqual([
      "/en/index.html",
      "/en/guide/intro.html",
      "/en/api.html",
      "/en/glossary.html",
    ]);
  });

  it("reads a cut file as far as it goes, and no bomb", () => {
    const whole = inventory("index std:doc -1 index.html -\n".repeat(1000));

    expect(read("sphinx-inventory", whole.subarray(0, -4), "/objects.inv")).toEqual(["/index.html"]);
    expect(read("sphinx-inventory", inventory("a".repeat(60 * 1024 * 1024)), "/objects.inv")).toEqual([]);
    expect(read("sphinx-inventory", "# Sphinx inventory version 2\n\n", "/objects.inv")).toEqual([]);
  });
});

describe("sphinx-searchindex", () => {
  it.each([
    `Search.setIndex({docnames:["index","guide/a b"],envversion:{sphinx:56},filenames:["index.rst"],terms:{docnames:[0,1]}})`,
    `Search.setIndex({"alltitles": {"docnames": [[0, "docnames"]]}, "docnames": ["index", "guide/a b"], "filenames": []})`,
  ])("reads %s", (text) => {
    expect(read("sphinx-searchindex", text, "/en/searchindex.js")).toEqual(["/en/index.html", "/en/guide/a%20b.html"]);
  });

  it.each([`Search.setIndex({docnames:["a"`, `{docnames:["\\x"]}`, `{docnames:[["a"]]}`, ""])(
    "finds nothing in %j",
    (text) => {
      expect(read("sphinx-searchindex", text, "/searchindex.js")).toEqual([]);
    },
  );
});

it("mkdocs-search-index: locations are relative to the folder above", () => {
  const index = {
    config: {},
    docs: [{ location: "" }, { location: "a/#x" }, { location: "a/" }, { title: "no" }, null],
  };

  expect(read("mkdocs-search-index", JSON.stringify(index), "/site/search/search_index.json")).toEqual([
    "/site/",
    "/site/a/",
  ]);
  expect(read("mkdocs-search-index", "[".repeat(100_000), "/search/search_index.json")).toEqual([]);
});

describe("vitepress-hashmap", () => {
  const map = {
    "index.md": "a",
    "guide_start.md": "b",
    "guide_index.md": "c",
    "_x.md": "d",
    "a__b.md": "e",
    "x.js": "f",
  };

  it("reads the map of a page with its base and its kind of addresses", () => {
    const html = `<script>window.__VP_HASH_MAP__=${literal(map)};window.__VP_SITE_DATA__=${literal({ base: "/docs/", cleanUrls: true })};</script>`;

    expect(read("vitepress-hashmap", html, "/docs/guide/start")).toEqual([
      "/docs/",
      "/docs/guide/start",
      "/docs/guide/",
    ]);
  });

  it("reads the file, taking addresses to end in .html", () => {
    expect(read("vitepress-hashmap", JSON.stringify(map), "/docs/hashmap.json")).toEqual([
      "/docs/",
      "/docs/guide/start.html",
      "/docs/guide/",
    ]);
  });
});

it.each(["mdbook-toc", "rustdoc-all"] as const)("%s: links below the list's folder", (format) => {
  const html = `<ol><li><a href="a.html" target="_parent">A</a><li><a HREF='b/c.html#x'>C</a><a href="../index.html">up</a>
    <a href="#here"></a><a>none</a><a href="https://other.example/x">out</a></ol>`;

  expect(read(format, html, "/book/toc.html")).toEqual(["/book/a.html", "/book/b/c.html"]);
});

describe("javadoc-element-list", () => {
  it("gives the summaries of modules and packages", () => {
    expect(
      read(
        "javadoc-element-list",
        "module:java.base\r\njava.lang\r\njava.util.zip\n\n<b>\nmodule:x y\n",
        "/api/element-list",
      ),
    ).toEqual([
      "/api/java.base/module-summary.html",
      "/api/java.base/java/lang/package-summary.html",
      "/api/java.base/java/util/zip/package-summary.html",
    ]);
    expect(read("javadoc-element-list", "org.example", "/api/package-list")).toEqual([
      "/api/org/example/package-summary.html",
    ]);
  });

  it("reads an HTML list by its links", () => {
    expect(
      read("javadoc-element-list", `<!doctype html><a href="a/B.html">B</a>`, "/api/allclasses-index.html"),
    ).toEqual(["/api/a/B.html"]);
  });
});

it("docsify-sidebar: routes become Markdown files", () => {
  const sidebar = `* [Home](/)\n* [Guide](guide)\n* [Hash](#/hash?id=x)\n* [File](api.md)\n* [Folder](/more/)\n* [Out](https://x.example/)\n* [Own](/docs/own)`;

  expect(read("docsify-sidebar", sidebar, "/docs/_sidebar.md")).toEqual([
    "/docs/README.md",
    "/docs/guide.md",
    "/docs/hash.md",
    "/docs/api.md",
    "/docs/more/README.md",
    "/docs/own.md",
  ]);
});

describe("any format", () => {
  it.each(ListFormat.options)("%s yields a list for any bytes", (format) => {
    const piece = fc.constantFrom(
      "{docnames:[",
      '"a"',
      "\ud800",
      "__VP_HASH_MAP__=JSON.parse(",
      '{"docs":[',
      "<a href=",
      "](",
      "module:",
      "\n",
      "%",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: "binary" }))), fc.uint8Array(), (parts, bytes) => {
        expect(readList(format, bytes, () => parts.join(""), "https://example.com/a/b")).toBeInstanceOf(Array);
        expect(read(format, parts.join(""), "/a/b")).toBeInstanceOf(Array);
      }),
      { numRuns: 50 },
    );
  });

  it.each(ListFormat.options)("%s is quick on floods", (format) => {
    const floods = [
      '{docnames:["',
      "a ".repeat(100),
      "<a href=x>",
      "](/x)",
      '__VP_HASH_MAP__=JSON.parse("',
      "x.y\n",
      "\\",
      "[",
    ];

    const started = performance.now();
    for (const flood of floods) read(format, flood.repeat(Math.ceil(1_000_000 / flood.length)), "/a/b");

    expect(performance.now() - started).toBeLessThan(6000);
  });
});
