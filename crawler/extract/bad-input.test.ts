import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readHtml, type HtmlReading } from "../worker/read-html.ts";

function read(html: string): HtmlReading {
  return readHtml(html, {
    url: "https://docs.test/guide/page",
    scopeHosts: new Set(["docs.test"]),
    extraction: { removeSelectors: [] },
    collectAssets: true,
  });
}

/** Never a crash, and never silently empty: without text the record says what was missing. */
describe("a page that is none", () => {
  test.each([
    ["nothing", "", ["no-content"]],
    ["blanks", " \n\t ", ["no-content"]],
    ["a doctype", "<!doctype html>", ["no-content"]],
    ["a head alone", "<head><title>T</title></head>", ["no-content"]],
    ["a comment that does not end", "<!-- <p>text", ["no-content"]],
    ["a script that does not end", "<script>var a = '<p>text</p>'", ["no-content"]],
    ["an empty body", "<html><body></body></html>", ["no-content"]],
    ["navigation only", "<body><nav><a href=a>A</a></nav></body>", ["no-content"]],
    ["an attribute without an end", '<main><p title="x>T</p><p>three</p></main>', ["no-content"]],
    ["frames", "<frameset cols='20%,80%'><frame src=menu.html><frame src=body.html></frameset>", ["frames"]],
    [
      "frames with words for who has none",
      "<frameset><frame src=body.html><noframes><p>Use a browser with frames.</p></noframes></frameset>",
      ["frames"],
    ],
    ["a script's root", "<body><div id=root></div><script src=a.js></script></body>", ["needs-javascript"]],
  ])("%s says so", (_, html, missing) => {
    const { record, markdown } = read(html);

    expect(markdown.trim()).toBe("");
    expect(record.missing).toEqual(missing);
  });

  test("leads on to its frames", () => {
    const { found } = read("<frameset><frame src=menu.html><frame src=body.html></frameset>");

    expect(found.map(({ url }) => url)).toEqual([
      "https://docs.test/guide/menu.html",
      "https://docs.test/guide/body.html",
    ]);
  });
});

describe("a damaged page", () => {
  test.each([
    ["tags that are not closed", "<main><h1>T<p>One <b>two<p>three"],
    ["tags closed in the wrong order", "<main><b><i>T</b> three</i></main></div></p>"],
    ["tags closed that were not open", "</div></main></table><p>T three</p>"],
    ["a table without its parts", "<table><td>T<td>three</table>"],
    ["control characters", "<main><p>T\0\x01\x1F three</p></main>"],
    ["half of a surrogate pair", "<main><p>T \uD800 three</p></main>"],
    ["entities that are none", "<main><p>T &#xFFFFFFFF; &nope; &#0; three</p></main>"],
    ["an unknown tag", "<x-y><z>T three</z></x-y>"],
    ["two bodies", "<body><p>T</p></body><body><p>three</p></body>"],
    ["plain text", "T three"],
    ["JSON", '{"T": "three"}'],
    ["XML", "<?xml version='1.0'?><note><to>T</to><body>three</body></note>"],
  ])("is read as far as it goes: %s", (_, html) => {
    const { record, markdown } = read(html);

    expect(markdown.trim() === "" ? record.missing : []).toEqual([]);
    expect(markdown).toMatch(/T|three/);
  });

  test("never ends in an exception, whatever the bytes", () => {
    const tags =
      "<div>|</div>|<table>|<tr>|<td colspan=0>|</table>|<ul>|<li>|</ul>|<pre>|</pre>|<code>|<a href=x>|</a>|<h1>|<dl>|<dt>|<dd>|<img src=>|<frameset>|<details>|<summary>|<math>|<svg>|<p>|text|&amp;|\"|'|<!--|-->|<![CDATA[|]]>|<script>|</script>|<template>|<base href=//[>";
    const piece = fc.oneof(fc.constantFrom(...tags.split("|")), fc.string({ unit: "binary", maxLength: 20 }));

    const silent = fc.check(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const { record, markdown } = read(pieces.join(""));

        return markdown.trim() !== "" || record.missing.length > 0;
      }),
      { numRuns: 300 },
    );

    expect(silent.counterexample).toBeNull();
  });
});

describe("a huge page", () => {
  test.each([
    ["of many elements", `<main>${"<p>word <b>word</b></p>".repeat(30_000)}</main>`, []],
    ["of one text", `<main><p>${"word ".repeat(400_000)}</p></main>`, []],
    ["nested without end", `<main><h1>T</h1><p>text</p>${"<div>".repeat(20_000)}deep`, ["nested-too-deep"]],
    ["of lists in lists", `<main><p>text</p>${"<ul><li>a".repeat(1000)}</main>`, []],
    ["of a table with many cells", `<main><table>${`<tr>${"<td>a".repeat(50)}`.repeat(1000)}</table></main>`, []],
    ["of a table that spans without end", "<main><table><tr><td colspan=1000 rowspan=65534>a<td>b</table></main>", []],
  ])("%s is read", (_, html, missing) => {
    const { record, markdown } = read(html);

    expect(markdown).not.toBe("");
    expect(record.missing).toEqual(missing);
  });
});
