import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FragmentIndex } from "./fragments.ts";
import { readSynthetic } from "./testing-site.ts";

const { record } = readSynthetic("https://x.example/", { markdown: "x" });
const heading = (slug: string, ids: string[], offset: number) => ({ level: 2, text: slug, slug, ids, offset });

test("an id leads to its heading or spot, and a slug only where no id reads the same", () => {
  const index = new FragmentIndex();
  index.add("p", {
    ...record,
    headings: [heading("install", ["setup"], 10), heading("setup", [], 20)],
    anchors: [
      { offset: 20, id: "at-heading" },
      { offset: 25, id: "spot" },
    ],
  });

  expect(index.find("p", "setup")).toEqual({ kind: "heading", slug: "install" });
  expect(index.find("p", "install")).toEqual({ kind: "heading", slug: "install" });
  expect(index.find("p", "at-heading")).toEqual({ kind: "heading", slug: "setup" });
  expect(index.find("p", "spot")).toEqual({ kind: "spot", offset: 25 });
  expect(index.find("p", "")).toBeUndefined();
  expect(index.find("other", "setup")).toBeUndefined();
});

test.each([0, 3000])("any id is found again, also among %i others", (others) => {
  const filler = Array.from({ length: others }, (_, at) => ({ offset: 0, id: `filler-${at}` }));
  const text = fc.oneof(fc.string({ minLength: 1, maxLength: 8 }), fc.constantFrom("a\tb", "a\nb", "\\t", "\\", "é"));
  fc.assert(
    fc.property(fc.uniqueArray(text, { minLength: 1, maxLength: 5 }), text, (ids, slug) => {
      const index = new FragmentIndex();
      index.add("p", { ...record, headings: [heading(slug, ids, 5)], anchors: filler });

      expect(ids.map((id) => index.find("p", id))).toEqual(ids.map(() => ({ kind: "heading", slug })));
    }),
    { numRuns: 50 },
  );
});
