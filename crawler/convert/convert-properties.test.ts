import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConvertedPage } from "./convert-page.ts";
import { convertHtml } from "./testing-content.ts";
import { escapeDestination } from "./resolve-marks.ts";

const convert = (html: string): ConvertedPage => convertHtml(html, true);

const TAGS =
  "p div span a b em code pre ul ol li dl dt dd table thead tr th td h1 h2 h6 blockquote details summary br hr img sup section figure figcaption math input".split(
    " ",
  );
const ATTRIBUTES = [
  "",
  " id=i",
  " href=/x",
  " href=#i",
  " src=/y.png",
  " class='admonition note'",
  " class=highlight",
  " class=line",
  " colspan=3",
  " rowspan=9",
  " role=tablist",
  " role=tabpanel",
  " class=footnote-ref",
  " class='py function'",
  " name=n",
  " type=checkbox",
];
const TEXTS = [
  "text",
  " ",
  "\n",
  "*",
  "_",
  "`",
  "[",
  "](",
  "<",
  "&amp;",
  "#",
  "1.",
  "- ",
  "|",
  "\\",
  "~~~",
  "\uFDD0L1\uFDD1",
  "日本",
  "\u00a0",
];

const piece = fc.oneof(
  fc.tuple(fc.constantFrom(...TAGS), fc.constantFrom(...ATTRIBUTES)).map(([tag, attribute]) => `<${tag}${attribute}>`),
  fc.constantFrom(...TAGS).map((tag) => `</${tag}>`),
  fc.constantFrom(...TEXTS),
);
const html = fc.oneof(
  fc.array(piece, { maxLength: 60 }).map((pieces) => `<main>${pieces.join("")}`),
  fc.string({ unit: "grapheme", maxLength: 200 }),
);

describe("any HTML", () => {
  test("is converted without an exception, twice to the same", () => {
    fc.assert(
      fc.property(html, (source) => {
        expect(convert(source)).toEqual(convert(source));
      }),
      { numRuns: 400 },
    );
  });

  test("has spans that are exactly the destinations and headings that start their lines", () => {
    fc.assert(
      fc.property(html, (source) => {
        const { markdown, links, headings, anchors } = convert(source);

        for (const { start, end, url } of links) expect(markdown.slice(start, end)).toBe(escapeDestination(url));
        for (const { offset, level } of headings) {
          expect(offset === 0 || markdown[offset - 1] === "\n").toBe(true);
          expect(markdown.slice(offset).split("\n", 1)[0]).toContain(`${"#".repeat(level)} `);
        }
        for (const { offset } of anchors) expect(offset).toBeLessThanOrEqual(markdown.length);
      }),
      { numRuns: 400 },
    );
  });

  test("ends in one line feed and has no blank lines in a row outside code", () => {
    fc.assert(
      fc.property(html, (source) => {
        const { markdown } = convert(source.replaceAll("<pre", "<p"));

        expect(markdown === "" || /[^\n]\n$/.test(markdown)).toBe(true);
        expect(markdown).not.toMatch(/\n\n\n|[ \t]\n|[\uFDD0-\uFDD3]/);
      }),
      { numRuns: 400 },
    );
  });
});

describe("hostile HTML", () => {
  const many = 100_000;
  test.each([
    ["nested divs", "<div>".repeat(many)],
    ["nested lists", "<main>" + "<ul><li>x".repeat(many)],
    ["nested quotes", "<main>" + "<blockquote>x".repeat(many)],
    ["nested tables", "<main>" + "<table><tr><td>x".repeat(many)],
    ["nested emphasis", "<main>" + "<b><i>x".repeat(many)],
    ["a huge attribute", `<main><p title="${"a".repeat(10_000_000)}">x</p>`],
    ["huge spans", "<main><table>" + "<tr><td colspan=1000000 rowspan=1000000>x".repeat(5000)],
    ["elements that are never closed", "<main><p><b><a href=x><ul><li><table><tr><td><pre><code>x".repeat(10_000)],
    ["runs of special characters", "<main><p>" + "_*[`~&<".repeat(many) + "_".repeat(many) + "`".repeat(many)],
    ["runs of blanks", "<main><p>" + " ".repeat(1_000_000) + "x<pre>a" + " ".repeat(1_000_000) + "b"],
    ["as many lists side by side", "<main>" + "<ul><li>x</ul>".repeat(20_000)],
  ])("%s: in bounded time", { timeout: 20_000 }, (_, source) => {
    const { markdown } = convert(source);

    expect(markdown.length).toBeLessThan(50_000_000);
  });
});
