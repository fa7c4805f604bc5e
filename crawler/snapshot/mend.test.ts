import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { PageRecord } from "../messages.ts";
import { digestOf } from "./digest.ts";
import type { PageEntry } from "./manifest.ts";
import { mendPage, type MendedPage, type Mending } from "./mend.ts";
import { restoreMarkdown, restoreRecord } from "./restore.ts";
import { soundRecord } from "./sound-record.ts";
import { readSynthetic } from "./testing-site.ts";

function entryOf(record: PageRecord, mended: MendedPage, length: number): PageEntry {
  return {
    ...record,
    ...mended,
    kind: "page",
    path: "x.md",
    aliases: [],
    uncutHash: record.hash,
    fileHash: "",
    bytes: 0,
    textStart: 0,
    uncutLength: length,
    validators: {},
    mending: "",
    found: [],
  };
}

const piece = fc.oneof(
  fc.constantFrom(
    "\n\n",
    "\n",
    "# Head\n\n",
    "## Part\n\n",
    "[a](https://x.example/a)",
    "![i](https://x.example/i.png)",
  ),
  fc.constantFrom(
    "{#one}",
    "{#two}",
    "```js\n{#code}let a;\n\n```\n\n",
    "| a | {#cell}b |\n| - | - |\n",
    "> quoted {#q}\n\n",
  ),
  fc.string({ maxLength: 12 }),
);
const wildSpan = fc.record({
  start: fc.integer({ min: 0, max: 80 }),
  end: fc.integer({ min: 0, max: 80 }),
  url: fc.webUrl(),
  image: fc.boolean(),
});

const pageArbitrary = fc
  .record({
    pieces: fc.array(piece, { maxLength: 20 }),
    wildLinks: fc.array(wildSpan, { maxLength: 3 }),
    wildAnchors: fc.array(fc.record({ offset: fc.integer({ min: 0, max: 80 }), id: fc.string({ maxLength: 8 }) }), {
      maxLength: 3,
    }),
  })
  .map(({ pieces, wildLinks, wildAnchors }) => {
    const { record, markdown } = readSynthetic("https://x.example/", { markdown: pieces.join("") });
    const wild = { ...record, links: [...record.links, ...wildLinks], anchors: [...record.anchors, ...wildAnchors] };
    return { record: soundRecord({ ...wild, hash: digestOf(markdown) }, markdown), markdown };
  });

/** Any decisions that the site could make: some links mended, some anchors wanted, some blocks without heading cut. */
const decide = (record: PageRecord, seed: number): Mending => {
  const yes = (at: number): boolean => ((seed >> (at % 30)) & 1) === 1;
  return {
    destinations: record.links.map((_, at) => (yes(at) ? `../p${at}.md#s` : undefined)),
    anchors: record.anchors.filter((_, at) => yes(at + 7)),
    cuts: record.blocks
      .filter(
        (block, at) => yes(at + 13) && !record.headings.some((h) => h.offset >= block.start && h.offset < block.end),
      )
      .map(({ start, end }) => ({ start, end })),
  };
};

test("what was mended can be restored, text and record", () => {
  fc.assert(
    fc.property(pageArbitrary, fc.nat(), ({ record, markdown }, seed) => {
      const mended = mendPage(markdown, record, decide(record, seed));
      const entry = entryOf(record, mended, markdown.length);

      expect(restoreMarkdown(entry, mended.text)).toBe(markdown);
      expect(restoreRecord(entry)).toEqual({ ...record, description: undefined, language: undefined });
    }),
    { numRuns: 300 },
  );
});

test("final positions name the mended destinations, and headings still start their lines", () => {
  fc.assert(
    fc.property(pageArbitrary, fc.nat(), ({ record, markdown }, seed) => {
      const mending = decide(record, seed);
      const mended = mendPage(markdown, record, mending);

      const kept = record.links.flatMap((link, at) =>
        mending.cuts.some((cut) => cut.start <= link.start && link.start < cut.end)
          ? []
          : [mending.destinations[at] ?? markdown.slice(link.start, link.end)],
      );
      expect(mended.links.map((link) => mended.text.slice(link.start, link.end))).toEqual(kept);
      for (const heading of mended.headings) {
        expect(mended.text.slice(heading.offset)).toMatch(/^#/);
        expect(mended.text[heading.offset - 1] ?? "\n").toBe("\n");
      }
    }),
    { numRuns: 300 },
  );
});

test("deciding nothing changes nothing", () => {
  fc.assert(
    fc.property(pageArbitrary, ({ record, markdown }) => {
      const mended = mendPage(markdown, record, { destinations: [], anchors: [], cuts: [] });

      expect(mended).toEqual({ text: markdown, ...pick(record), cuts: [], undo: [] });
    }),
  );
});

const pick = ({ headings, links, anchors }: PageRecord) => ({ headings, links, anchors });

test.each([
  ["in a sentence", "some {#x}text", 'some <a id="x"></a>text'],
  ["at a paragraph", "a\n\n{#x}text", 'a\n\n<a id="x"></a>text'],
  ["at a list item", "{#x}- item", '- <a id="x"></a>item'],
  ["at a quote", "{#x}> said", '> <a id="x"></a>said'],
  ["at a table row", "{#x}| a | b |\n| - | - |", '| <a id="x"></a>a | b |\n| - | - |'],
  ["at code", "{#x}```js\ncode\n```", '<a id="x"></a>\n\n```js\ncode\n```'],
  ["inside code", "a\n\n```js\ncode\n{#x}more\n```", 'a\n\n<a id="x"></a>\n\n```js\ncode\nmore\n```'],
  ["at code in a list", "- {#x}```js\n  code\n  ```", '- <a id="x"></a>\n\n  ```js\n  code\n  ```'],
])("an anchor %s does not break the Markdown there", (_, source, expected) => {
  const { record, markdown } = readSynthetic("https://x.example/", { markdown: source });

  const mended = mendPage(markdown, record, { destinations: [], anchors: record.anchors, cuts: [] });

  expect(mended.text).toBe(expected);
});

test("a page that somebody edited in the store is refused rather than mended wrongly", () => {
  const { record, markdown } = readSynthetic("https://x.example/", { markdown: "text" });
  const entry = entryOf(record, mendPage(markdown, record, { destinations: [], anchors: [], cuts: [] }), 4);

  expect(() => restoreMarkdown(entry, "texts")).toThrow("crawl once with --full");
});
