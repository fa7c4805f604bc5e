import * as fc from "fast-check";
import { expect, it } from "vitest";
import { parseLlmsTxt } from "./llms-txt.ts";

const base = "https://example.com/docs/llms.txt";
const read = (text: string): string[] => parseLlmsTxt(text, base).map(({ kind, url }) => `${kind} ${url}`);

it("reads the links of an llms.txt as they are", () => {
  const text = `# Example

> Summary with <https://example.com/start>

## Docs

- [Guide](https://example.com/guide.md): how to
- [Foo (bar)](/wiki/Foo_(bar) "title"), [Angle](<a b.md>)
- [Same](https://example.com/guide.md#part)
- ![logo](/logo.png) [![badge](/badge.svg)](/badge)
- [Mail](mailto:a@b.c)
- [More](/api/llms.txt) [All](/llms-full.txt) [Here](llms.txt)

[ref]: reference.html
`;

  expect(read(text)).toEqual([
    "page https://example.com/start",
    "page https://example.com/guide.md",
    "page https://example.com/wiki/Foo_(bar)",
    "page https://example.com/docs/a%20b.md",
    "page https://example.com/badge",
    "list https://example.com/api/llms.txt",
    "page https://example.com/docs/reference.html",
  ]);
});

it("finds nothing in an HTML page that answers for a missing file", () => {
  expect(read("\n<!DOCTYPE html><p>[a](/b)</p>")).toEqual([]);
});

it.each(["](", "](x", "](x(", "[![", "](   ", "<https://", "[a]:", "](((("])("is quick on a flood of %j", (piece) => {
  const started = performance.now();

  expect(read(piece.repeat(200_000)).length).toBeLessThanOrEqual(50_000);
  expect(performance.now() - started).toBeLessThan(3000);
});

it("yields a list for any text", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom("](", "<https://", "[", ")", "\n[a]: "), fc.string({ unit: "binary" }))),
      (parts) => {
        expect(read(parts.join(""))).toBeInstanceOf(Array);
      },
    ),
  );
});
