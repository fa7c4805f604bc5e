import * as fc from "fast-check";
import { expect, test } from "vitest";
import { foldPages, type FoldPage } from "./fold.ts";
import { createResolver } from "./resolve-url.ts";

const at = (name: string): string => `https://x.example/${name}`;
const page = (name: string, hash: string, rest: Partial<FoldPage> = {}): FoldPage => ({
  url: at(name),
  hash,
  length: 1000,
  ...rest,
});
const fold = (pages: readonly FoldPage[], redirects: Record<string, string> = {}) => {
  const resolve = createResolver(
    pages.map(({ url }) => url),
    new Map(Object.entries(redirects)),
    "Keep",
  );
  return Object.fromEntries(
    foldPages(pages, resolve).map(({ url, into, reason }) => [url.slice(18), `${reason} ${into.slice(18)}`]),
  );
};

test.each([
  ["without a query", [page("a?x=1", "h"), page("a", "h")], { "a?x=1": "duplicate a" }],
  [
    "the folder and not its index file",
    [page("a/index.html", "h"), page("a/", "h")],
    { "a/index.html": "duplicate a/" },
  ],
  ["the shorter one", [page("long", "h"), page("a", "h")], { long: "duplicate a" }],
  ["the first in order", [page("b", "h"), page("a", "h")], { b: "duplicate a" }],
  [
    "the one that a canonical names",
    [page("a", "h"), page("named", "h"), page("c", "i", { canonical: at("named") })],
    { a: "duplicate named", c: "canonical-elsewhere named" },
  ],
] as const)("of equal pages the primary is %s", (_, pages, expected) => {
  expect(fold(pages)).toEqual(expected);
});

test("short equal pages are folded only when they are spellings of one URL", () => {
  const short = { length: 20 };

  expect(fold([page("a/", "h", short), page("a/index.html", "h", short), page("b", "h", short)])).toEqual({
    "a/index.html": "duplicate a/",
  });
});

test("a canonical that many different pages claim, a cycle and a chain are not believed", () => {
  const claims = Array.from({ length: 6 }, (_, n) => page(`p${n}`, `h${n}`, { canonical: at("home") }));

  expect(fold([page("home", "h"), ...claims])).toEqual({});
  expect(fold([page("a", "1", { canonical: at("b") }), page("b", "2", { canonical: at("a") })])).toEqual({});
  expect(
    fold([page("a", "1", { canonical: at("b") }), page("b", "2", { canonical: at("c") }), page("c", "3")]),
  ).toEqual({
    b: "canonical-elsewhere c",
  });
});

test("a canonical is followed over redirects, however spelled, and redirects in a circle end", () => {
  const pages = [page("a", "1", { canonical: `${at("old")}#top` }), page("new", "2")];

  expect(fold(pages, { [at("old")]: at("older"), [at("older")]: at("new") })).toEqual({ a: "canonical-elsewhere new" });
  expect(fold(pages, { [at("old")]: at("older"), [at("older")]: at("old") })).toEqual({});
});

test("what pages are folded into is never folded itself, in whatever order they come", () => {
  const name = fc.constantFrom("a", "b", "c", "d/", "d/index.html", "e?x", "e");
  const any = fc.record({
    name,
    hash: fc.constantFrom("1", "2", "3"),
    length: fc.constantFrom(10, 1000),
    canonical: fc.option(name, { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.uniqueArray(any, { selector: (item) => item.name }), (items) => {
      const pages = items.map((item) =>
        page(item.name, item.hash, {
          length: item.length,
          canonical: item.canonical === undefined ? undefined : at(item.canonical),
        }),
      );

      const folded = foldPages(
        pages,
        createResolver(
          pages.map(({ url }) => url),
          new Map(),
          "Keep",
        ),
      );

      const gone = new Set(folded.map(({ url }) => url));
      expect(folded.filter(({ into }) => gone.has(into))).toEqual([]);
      expect(fold(pages.toReversed())).toEqual(fold(pages));
    }),
  );
});

test.each([
  ["beside it", [page("a", "h"), page("a.md", "i")], { "a.md": "canonical-elsewhere a" }],
  ["of a folder", [page("a/", "h"), page("a/index.md", "h")], { "a/index.md": "duplicate a/" }],
  ["with both endings", [page("a.html", "h"), page("a.html.md", "i")], { "a.html.md": "canonical-elsewhere a.html" }],
  [
    "that it offers",
    [page("a", "h", { native: at("raw?of=a") }), page("raw?of=a", "i")],
    { "raw?of=a": "canonical-elsewhere a" },
  ],
  [
    "that two pages offer",
    [page("a", "h", { native: at("r") }), page("b", "i", { native: at("r") }), page("r", "j")],
    {},
  ],
  ["of no other page", [page("a.md", "h"), page("b", "i")], {}],
] as const)("native Markdown %s is its page", (_, pages, expected) => {
  expect(fold(pages)).toEqual(expected);
});
