import { describe, expect, test } from "vitest";
import { PageRecord } from "../messages.ts";
import { readMarkdown, verifyNative } from "./read-markdown.ts";

const options = { url: "https://docs.test/guide/page.md", scopeHosts: new Set(["docs.test"]), collectAssets: true };

describe("Markdown as served", () => {
  test("loses its front matter, which gives title and description", () => {
    const { record, markdown } = readMarkdown(
      "---\ntitle: The page\ndescription: >\n  About it\n---\n\n# Page\n",
      options,
    );

    expect(record).toMatchObject({ title: "The page", description: "About it" });
    expect(markdown).toBe("# Page\n");
    expect(PageRecord.parse(record)).toEqual(record);
  });

  test("has its references made absolute, with spans that are exactly the destinations", () => {
    const { record, markdown } = readMarkdown(
      '[a](b.md#c) ![i](/i.png "t") <https://x.test/> [r]: nope\n\n[r]: ../d\n\n[e](#here) [f](<g h>) <a href="j">k</a>\n',
      options,
    );

    expect(markdown).toBe(
      '[a](https://docs.test/guide/b.md#c) ![i](https://docs.test/i.png "t") <https://x.test/> [r]: nope\n\n' +
        '[r]: https://docs.test/d\n\n[e](#here) [f](<https://docs.test/guide/g%20h>) <a href="https://docs.test/guide/j">k</a>\n',
    );
    expect(record.links.map(({ start, end }) => markdown.slice(start, end))).toEqual(
      record.links.map(({ url }) => url),
    );
    expect(record.links.filter(({ image }) => image).map(({ url }) => url)).toEqual(["https://docs.test/i.png"]);
  });

  test("is left alone in code", () => {
    const source = "`[a](b)` ``[c](`d)``\n\n```md\n[a](b)\n# no\n~~~\n```\n\n- x\n\n  ~~~\n  [a](b)\n  ~~~\n";
    const { record, markdown } = readMarkdown(source, options);

    expect(markdown).toBe(source);
    expect(record.headings).toEqual([]);
  });

  test("has the headings of both kinds", () => {
    const { record } = readMarkdown("# One `x` [y](z) ##\n\nTwo\n---\n\n## Three {#own}\n", options);

    expect(record.headings.map(({ level, text, slug, ids }) => [level, text, slug, ids])).toEqual([
      [1, "One x y", "one-x-y", []],
      [2, "Two", "two", []],
      [2, "Three", "three", ["own"]],
    ]);
  });

  test("is read in bounded time whatever it holds", () => {
    const source = [
      "[](".repeat(50_000),
      "`".repeat(50_000) + " `` ` ".repeat(20_000),
      "<a ".repeat(50_000),
      "[".repeat(100_000),
    ].join("\n");
    const before = performance.now();

    readMarkdown(source, options);

    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe("native Markdown", () => {
  const sketch = {
    title: "Install",
    codeBlocks: 1,
    words: ["install", "download", "the", "archive", "then", "unpack"],
  };
  const page = "# Install\n\nDownload the archive, then unpack:\n\n```sh\ntar x\n```\n";

  test.each([
    ["the page itself", page, true],
    ["the page with front matter", `---\ntitle: Install\n---\n${page}`, true],
    ["an HTML page", "<!doctype html><title>Install</title>", false],
    ["another page", page.replace("# Install", "# Not found"), false],
    ["a page without its code", page.replaceAll("```", ""), false],
    ["a stub", "# Install\n\n```sh\n```\n", false],
    ["nothing", "\n", false],
  ])("is taken or not: %s", (_, markdown, expected) => {
    expect(verifyNative(markdown, sketch)).toBe(expected);
  });
});
