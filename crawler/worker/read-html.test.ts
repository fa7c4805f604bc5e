import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { PageRecord } from "../messages.ts";
import { readHtml } from "./read-html.ts";

const options = {
  url: "https://docs.test/guide/page",
  scopeHosts: new Set(["docs.test"]),
  extraction: { removeSelectors: [] },
  collectAssets: false,
};

test("a page becomes a record that the message schema takes, with the hash of its Markdown", () => {
  const { record, markdown } = readHtml(
    "<html lang=en><title>T – S</title><main><h1>T</h1><p id=p>a <a href=/b>b</a>",
    options,
  );

  expect(PageRecord.parse(record)).toEqual(record);
  expect(record).toMatchObject({ url: options.url, title: "T", generator: "generic", language: "en", missing: [] });
  expect(record.hash).toBe(createHash("sha256").update(markdown).digest("hex"));
});

test("blocks are told for pages without a profile only, equal blocks with equal hashes", () => {
  const { record, markdown } = readHtml("<main><p>a</p><p>b</p><p>a</p></main>", options);
  const known = readHtml("<meta name=generator content=rustdoc><main><p>a</p></main>", options);

  expect(record.blocks.map(({ start, end }) => markdown.slice(start, end))).toEqual(["a", "b", "a"]);
  expect(record.blocks[0]?.hash).toBe(record.blocks[2]?.hash);
  expect(known.record.blocks).toEqual([]);
});

const hashes = (first: string, last: string): (string | undefined)[] => {
  const { record } = readHtml(`<main><p>${first}</p><p>text</p><p>${last}</p></main>`, options);
  return [record.blocks[0]?.hash, record.blocks[2]?.hash];
};

test("blocks of a page's lower half that differ in dates alone have equal hashes", () => {
  const [first, last] = hashes("Released on 3 March 2024", "Last modified on Mon, 3 March 2024 10:12");
  const [otherFirst, otherLast] = hashes("Released on 14 May 2023", "Last modified on Sun, 14 May 2023 9:59");

  expect(otherFirst).not.toBe(first);
  expect(otherLast).toBe(last);
  expect(hashes("a", "Section 3")[1]).not.toBe(hashes("a", "Section 4")[1]);
});

test("native Markdown is named with a sketch of the page", () => {
  const { native } = readHtml(
    "<link rel=alternate type=text/markdown href=page.md><main><h1>Page</h1><p>Some words<pre>x</pre>",
    options,
  );

  expect(native).toEqual({
    url: "https://docs.test/guide/page.md",
    sketch: { title: "Page", codeBlocks: 1, words: ["page", "some", "words"] },
  });
});
