import { expect, test } from "vitest";
import { comparePage, type Kind } from "./compare-page.ts";
import type { Theme } from "./corpus.ts";
import { readSource, readWritten, showMarkdown } from "./read-pages.ts";
import { findBroken, readFileLinks } from "./snapshot-links.ts";

const THEME: Theme = {
  content: "main",
  furniture: ["a.headerlink", ".edit"],
  code: "div.fragment",
  signatures: "dt.sig",
  words: [/^Edit this page$/, /¶/],
};

const PAGE = `<nav>Guide</nav><main>
  <h1>Guide<a class="headerlink" href="#guide">¶</a></h1>
  <p class="edit">Edit this page</p>
  <h2 id="use">Use it</h2>
  <p>Call <a href="api.html#run">the API</a> as often as you like, it never tires of being called.</p>
  <div class="highlight-python"><pre>if it:
    run()
</pre></div>
  <div class="fragment"><div class="line">int a;</div><div class="line">int b;</div></div>
  <table><tr><th>Name</th><th>Does</th></tr><tr><td>run</td><td>runs</td></tr></table>
  <img src="shot.png" alt="a shot">
</main><footer>Made by a theme</footer>`;

const MARKDOWN = `# Guide

## Use it

Call [the API](api.html#run) as often as you like, it never tires of being called.

\`\`\`python
if it:
    run()
\`\`\`

\`\`\`cpp
int a;
int b;
\`\`\`

| Name | Does |
| ---- | ---- |
| run  | runs |

![a shot](shot.png)
`;

const sameReference = (reference: string): string => reference;

function missesOf(markdown: string, page = PAGE): { kind: Kind; what: string }[] {
  const source = readSource(page, THEME, sameReference);
  return [...comparePage(source, readWritten(showMarkdown(markdown), markdown, sameReference), THEME.words).misses];
}

const kindsOf = (markdown: string, page = PAGE): Kind[] => missesOf(markdown, page).map(({ kind }) => kind);

test("Markdown that holds the content and nothing else misses nothing", () => {
  const source = readSource(PAGE, THEME, sameReference);

  const { expected, misses } = comparePage(source, readWritten(showMarkdown(MARKDOWN), MARKDOWN, sameReference), []);

  expect(misses).toEqual([]);
  expect(expected).toMatchObject({ code: 2, language: 1, heading: 2, cell: 4, image: 1, link: 1, anchor: 1 });
});

test.each<[string, string, string, Kind[]]>([
  ["a blank of code", "    run()", "  run()", ["code"]],
  ["a code block", "```cpp\nint a;\nint b;\n```", "", ["code"]],
  ["the language that the page tells", "```python", "```", ["language"]],
  ["another language", "```python", "```ruby", ["language"]],
  ["a heading", "## Use it", "Use it", ["heading"]],
  ["a heading's level", "## Use it", "### Use it", ["heading"]],
  ["a cell", "| runs |", "| |", ["cell"]],
  ["a picture", "![a shot](shot.png)", "", ["image"]],
  ["a link", "[the API](api.html#run)", "the API", ["link"]],
  ["a link's page", "(api.html#run)", "(other.html#run)", ["link"]],
  ["a link's place", "(api.html#run)", "(api.html)", ["anchor"]],
  ["a sentence", ", it never tires of being called", "", ["text"]],
])("%s that is not as on the page is a miss", (_, from, to, kinds) => {
  const changed = MARKDOWN.replace(from, to);

  expect(changed).not.toBe(MARKDOWN);
  expect(kindsOf(changed)).toEqual(kinds);
});

test("what the theme says around the content is furniture, and too many words", () => {
  expect(kindsOf(`${MARKDOWN}\nEdit this page\n`)).toEqual(["furniture"]);
  expect(kindsOf(`${MARKDOWN}\nMade by a theme and by many other hands\n`)).toEqual(["text"]);
});

test("the theme's words are no furniture in code, nor where the page itself says them", () => {
  const page = PAGE.replace("<h2", "<p>Edit this page</p><h2").replace("int b;", "Edit this page");
  const markdown = MARKDOWN.replace("## Use it", "Edit this page\n\n## Use it").replace("int b;", "Edit this page");

  expect(kindsOf(markdown, page)).toEqual([]);
});

test("the word that marks an alert is none that the page has to say", () => {
  const page = `<main>${"<div>Do not use it.</div>".repeat(9)}</main>`;
  const markdown = "> [!WARNING]\n> Do not use it.\n\n".repeat(9);

  expect(kindsOf(markdown, page)).toEqual([]);
  expect(kindsOf(markdown.replaceAll("[!WARNING]", "Warning"), page)).toEqual(["text"]);
});

test("a page that came out empty has lost its text", () => {
  expect(kindsOf("", "<main><p>Few words.</p></main>")).toEqual(["text"]);
});

test("cells and code that Markdown can only say as text count as such", () => {
  const page = "<main><table><tr><td><pre>a = 1</pre></td></tr></table></main>";
  const markdown = "`a = 1`\n";
  const source = readSource(page, THEME, sameReference);

  const score = comparePage(source, readWritten(showMarkdown(markdown), markdown, sameReference), []);

  expect(score).toMatchObject({ misses: [], cellsAsText: 1, codeInLine: 1 });
});

test("a destination is broken when its file, its heading or its element is not there", () => {
  const files = new Map([
    [
      "pages/a.md",
      readFileLinks(
        showMarkdown("# A b\n\n[1](#a-b) [2](#b) [3](c/d.md#x) [4](c/d.md#y) [5](e.md) <https://f.test/>\n"),
      ),
    ],
    ["pages/c/d.md", readFileLinks(showMarkdown('<a id="x"></a>text ![p](../../assets/p.png) ![q](../q.png)\n'))],
    ["assets/p.png", undefined],
  ]);

  expect(findBroken("pages/a.md", files)).toEqual(["#b", "c/d.md#y", "e.md"]);
  expect(findBroken("pages/c/d.md", files)).toEqual(["../q.png"]);
});

test("footnotes are text of the page, and what looks like one in code is code", () => {
  const page =
    '<main><p>Kale<a href="#f1" class="footnote-reference">1</a></p><pre>[^1]: a</pre><p id="f1">See <a href="k">it</a></p></main>';
  const markdown = "Kale[^1]\n\n```\n[^1]: a\n```\n\n[^1]: See [it](k)\n";

  expect(kindsOf(markdown, page)).toEqual([]);
  expect(kindsOf(markdown.replace("[it](k)", "it"), page)).toEqual(["link"]);
});
