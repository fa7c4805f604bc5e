import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSitemap } from "./sitemap.ts";

const base = "https://example.com/sitemap.xml";
const read = (body: string | Uint8Array): string[] =>
  parseSitemap(typeof body === "string" ? Buffer.from(body) : body, base).found.map(
    ({ kind, format, url }) => `${kind}${format ? `:${format}` : ""} ${url}`,
  );

describe("parseSitemap", () => {
  it("reads a urlset with entities, CDATA, white space, images, alternates and relative addresses", () => {
    const xml = `\ufeff<?xml version="1.0" encoding="UTF-8"?>
      <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="x" xmlns:xhtml="y">
        <url><loc> https://example.com/a?x=1&amp;y=2 </loc><lastmod>2020-01-01</lastmod>
          <xhtml:link rel="alternate" hreflang="de" href="https://example.com/de/a"/>
          <image:image><image:loc>https://example.com/a.png</image:loc></image:image></url>
        <url><loc><![CDATA[https://example.com/b]]></loc></url>
        <url><loc>/c#top</loc></url>
        <url><loc>https://example.com/b</loc></url>
        <url><loc>javascript:alert(1)</loc></url>
      </urlset>`;

    expect(read(xml)).toEqual([
      "page https://example.com/a?x=1&y=2",
      "page https://example.com/b",
      "page https://example.com/c",
    ]);
  });

  it("reads an index as lists, whatever the prefix", () => {
    const xml = "<s:sitemapindex><s:sitemap><s:loc>/s1.xml.gz</s:loc></s:sitemap></s:sitemapindex>";

    expect(read(xml)).toEqual(["list:sitemap https://example.com/s1.xml.gz"]);
  });

  it("reads RSS and Atom", () => {
    const rss = `<rss><channel><link>https://example.com/</link>
      <item><title>A</title><link>https://example.com/a</link><guid>https://example.com/?p=1</guid></item>
      <item><guid isPermaLink="true">https://example.com/b</guid></item>
      <item><guid isPermaLink="false">https://example.com/no</guid></item></channel></rss>`;
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><link href="/self" rel="self"/>
      <entry><link href="/a"/><link rel="enclosure" href="/a.mp3"/></entry>
      <entry><link rel="alternate" href="/b"/></entry></feed>`;

    expect(read(rss)).toEqual(["page https://example.com/a", "page https://example.com/b"]);
    expect(read(atom)).toEqual(["page https://example.com/a", "page https://example.com/b"]);
  });

  it("reads plain text", () => {
    expect(read("https://example.com/a\r\n  https://example.com/b\n\nnot a url\n")).toEqual([
      "page https://example.com/a",
      "page https://example.com/b",
    ]);
  });

  it("reads gzip files, also cut ones, and other encodings", () => {
    const xml = `<urlset>${"<url><loc>/a</loc></url>".repeat(100)}</urlset>`;
    const latin = Buffer.from(
      `<?xml version="1.0" encoding="ISO-8859-1"?><urlset><url><loc>/\u00e4</loc></url></urlset>`,
      "latin1",
    );

    expect(read(gzipSync(xml))).toEqual(["page https://example.com/a"]);
    expect(read(gzipSync(xml).subarray(0, -10))).toEqual(["page https://example.com/a"]);
    expect(read(latin)).toEqual(["page https://example.com/%C3%A4"]);
    expect(read(Buffer.from("\ufeff<urlset><url><loc>/a</loc></url></urlset>", "utf16le"))).toEqual([
      "page https://example.com/a",
    ]);
  });

  it("yields what stands before the break of a broken file", () => {
    expect(read("<urlset><url><loc>/a</loc></url><url><loc>/b</lo")).toEqual(["page https://example.com/a"]);
    expect(read("<urlset><url><loc>/a</url><url><loc>/b</loc></url>")).toContain("page https://example.com/b");
  });

  it("yields nothing for an HTML page, an empty file and rubbish", () => {
    expect(read("<!DOCTYPE html><html><body><url><loc>/a</loc></url></body></html>")).toEqual([]);
    expect(read("")).toEqual([]);
    expect(read(new Uint8Array([0, 255, 60, 0, 1]))).toEqual([]);
  });

  it("takes no more than the protocol allows", () => {
    const urls = Array.from({ length: 60_000 }, (_, index) => `<url><loc>/${index}</loc></url>`);

    expect(read(`<urlset>${urls.join("")}</urlset>`)).toHaveLength(50_000);
  });

  it("does not unpack a bomb", () => {
    const bomb = gzipSync(Buffer.alloc(60 * 1024 * 1024, "<"));

    expect(read(bomb)).toEqual([]);
  });

  it("does not expand entities", () => {
    const xml = `<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><urlset><url><loc>/&b;</loc></url></urlset>`;

    expect(read(xml)).toEqual(["page https://example.com/&b;"]);
  });

  it.each([
    ["deep nesting", "<a>".repeat(2_000_000)],
    ["an endless name", `<${"a".repeat(5_000_000)}`],
    ["endless attributes", `<urlset ${"a=b ".repeat(1_000_000)}`],
    ["endless text", `<urlset><url><loc>${"a".repeat(5_000_000)}</loc></url>`],
    ["endless closing tags", "</a>".repeat(1_000_000)],
    ["an endless comment", `<!--${"-".repeat(5_000_000)}`],
    ["an endless line", "https://".repeat(600_000)],
    ["endless ampersands", `<urlset><url><loc>${"&amp".repeat(1_000_000)}`],
  ])("survives %s", (_, body) => {
    const started = performance.now();

    expect(read(body).length).toBeLessThan(2);
    expect(performance.now() - started).toBeLessThan(4000);
  });

  it("yields a list for any bytes", () => {
    const piece = fc.constantFrom(
      "<url>",
      "<loc>",
      "/a",
      "</loc>",
      "</url>",
      "<![CDATA[",
      "]]>",
      "&#x0;",
      "<sitemap",
      ">",
      "<item><link>",
      "<entry>",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: "binary" }))), fc.uint8Array(), (parts, bytes) => {
        expect(read(`<urlset>${parts.join("")}`)).toBeInstanceOf(Array);
        expect(read(bytes)).toBeInstanceOf(Array);
      }),
    );
  });
});
