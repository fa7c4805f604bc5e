import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { buildFrontMatter } from "./front-matter.ts";
import { readSynthetic } from "./testing-site.ts";

test("any title, description and breadcrumb reads back from the YAML as it was", () => {
  const text = fc.string({ minLength: 1, unit: "grapheme" });
  fc.assert(
    fc.property(text, text, fc.array(text, { minLength: 1, maxLength: 3 }), (title, description, breadcrumb) => {
      const { record } = readSynthetic("https://x.example/", { markdown: "x", title, description, breadcrumb });

      const block = buildFrontMatter(record);

      expect(block.match(/^---$/gm)).toHaveLength(2);
      const parsed: unknown = parse(block.split("\n---\n")[0] ?? "");
      expect(parsed).toEqual({ title, url: "https://x.example/", description, generator: "generic", breadcrumb });
    }),
  );
});

test("what is not known is not there", () => {
  const { record } = readSynthetic("https://x.example/", { markdown: "x", title: "on: [no]\n---\n" });

  expect(buildFrontMatter(record)).toBe(
    '---\ntitle: "on: [no]\\n---\\n"\nurl: "https://x.example/"\ngenerator: "generic"\n---\n\n',
  );
});
