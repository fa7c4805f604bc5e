import { expect, test } from "vitest";
import { decideCuts, findEdges, type PageEdges } from "./furniture.ts";
import { readSynthetic } from "./testing-site.ts";

function edgesOf(markdown: string): PageEdges {
  const { record } = readSynthetic("https://x.example/", { markdown });
  return findEdges(record.blocks, record.headings, markdown.length);
}

function cutTexts(pages: readonly string[]): string[][] {
  const cuts = decideCuts(new Map(pages.map((markdown, at) => [String(at), edgesOf(markdown)])));
  return pages.map((markdown, at) =>
    (cuts.get(String(at)) ?? []).map(({ start, end }) => markdown.slice(start, end).trim()),
  );
}

const own = (at: number): string =>
  `# Title ${at}\n\n${`Text of page ${at}. `.repeat(10)}\n\nMore of ${at}.\n\nEnd of ${at}.`;
const around = (at: number): string => `Menu\n\n${own(at)}\n\nFooter`;

const note = (at: number): string =>
  `One ${at}.\n\nTwo ${at}.\n\nThree ${at}.\n\nNote: beta.\n\n${own(at)}\n\nLast ${at}.`;

test("what stands at the same edge of three pages is cut from them", () => {
  expect(cutTexts([0, 1, 2].map(around))).toEqual([0, 1, 2].map(() => ["Menu", "Footer"]));
});

test("two pages with the same edges are left alone", () => {
  expect(cutTexts([0, 1].map(around))).toEqual([[], []]);
});

test("a repeated heading stays, since other pages may link to it", () => {
  expect(cutTexts([0, 1, 2].map((at) => `# Product\n\n${own(at)}`))).toEqual([[], [], []]);
});

test("what repeats behind a page's own content stays", () => {
  expect(cutTexts([0, 1, 2].map(note))).toEqual([[], [], []]);
});

test("a page that would lose a large part of itself keeps all of it", () => {
  const pages = [0, 1, 2].map(around);

  expect(cutTexts([...pages, "Menu\n\nTiny.\n\nFooter"]).at(-1)).toEqual([]);
});

test("on a large site a few alike pages are no template", () => {
  const many = Array.from({ length: 20 }, (_, at) => own(at));

  expect(cutTexts([...many, around(20), around(21), around(22)]).flat()).toEqual([]);
});
