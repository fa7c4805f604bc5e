import { describe, expect, test } from "vitest";
import { tabItems, takeFormulas } from "./extras-items.ts";
import { heldBy } from "./held-by-html.ts";
import { placeOf } from "./link-places.ts";
import { parseHtmlTree, parseMarkdown } from "./markdown-tree.ts";
import { type Item, outlineOf } from "./outline.ts";
import { pythonMarkdownItems } from "./python-markdown-items.ts";
import { belowGoal } from "./report.ts";
import { emptyTallies, ratesOf, scorePage } from "./score.ts";
import { sphinxItems } from "./sphinx-items.ts";

const outline = (markdown: string): string[] =>
  outlineOf(parseMarkdown(markdown), { target: (reference) => placeOf(reference, "https://site.test/guide/a.md") }).map(
    ({ kind, key, language }) => `${kind} ${language ?? ""}|${key}`,
  );

describe("the outline of Markdown", () => {
  test.each([
    ["headings by level", "# A `b`\n\n### C", ["heading |h1|A b", "heading |h3|C"]],
    ["code by text and language", "```JS\na\n  b\n```", ["code js|a\n  b"]],
    ["no language where the name says none", "```text\na\n```", ["code |a"]],
    ["cells", "|a|b|\n|-|-|\n|c|d|", ["cell |a", "cell |b", "cell |c", "cell |d"]],
    ["items by depth", "- a\n  1. b\n- [x] c", ["list item |1|a", "list item |2|b", "list item |1|[x] c"]],
    [
      "links by their place",
      "[x](../b.md#Y) [z](https://o.test/q?r)",
      ["link |x -> /b#y", "link |z -> https://o.test/q?r"],
    ],
    ["images by name without a hash of letters", "![x](img/pic-DGGjIqWp.png)", ["image |x <- pic"]],
    ["images by name without a hash", "![x](img/pic.a1b2c3d4.png)", ["image |x <- pic"]],
    ["alerts", "> [!TIP]\n> a `b`", ["admonition |TIP|a b"]],
    [
      "footnotes by what they say, and no link back",
      "a[^1]\n\n[^1]: See [b](b.md).",
      ["link |b -> /guide/b", "footnote |See b."].toReversed(),
    ],
    [
      "folded text by its summary",
      "<details><summary>A</summary>\n\n- b\n\n</details>",
      ["folded text |A", "list item |1|b"],
    ],
    [
      "raw HTML as what it is",
      "<table><tr><td>a</td></tr></table>\n\n<a href=b.md>c</a>",
      ["cell |a", "link |c -> /guide/b"],
    ],
  ])("holds %s", (_, markdown, items) => {
    expect(outline(markdown)).toEqual(items);
  });
});

describe("tabs and formulas of Markdown", () => {
  test("formulas are taken out of prose, in lines and on their own, never out of code", () => {
    const { markdown, formulas } = takeFormulas("a $x_1 * y$ and `$c$`\n\n$$\nz\n$$\n\n```\n$d$\n```\n\n5 $");

    expect(formulas.map(({ key }) => key)).toEqual(["inline|x_1*y", "display|z"]);
    expect(markdown).toBe("a formula and `$c$`\n\nformula\n\n```\n$d$\n```\n\n5 $");
  });

  test("a panel is what follows a line in bold", () => {
    const items = tabItems(parseMarkdown("**A**\n\n- x\n\n**B** b\n\nc\n\n**D**"));

    expect(items.map(({ key }) => key)).toEqual(["A|x"]);
  });
});

const item = (kind: Item["kind"], text: string, language?: string): Item => ({
  kind,
  key: text,
  text,
  ...(language === undefined ? {} : { language }),
});

describe("a score", () => {
  test("counts what is missing, what is too much, and what comes twice", () => {
    const source = [item("link", "a"), item("link", "a"), item("link", "b")];

    const { tallies, missing, surplus } = scorePage(source, [item("link", "a"), item("link", "c")], () => true);

    expect(ratesOf(tallies.link)).toEqual({ recall: 1 / 3, precision: 1 / 2 });
    expect(missing.map(({ key }) => key)).toEqual(["a", "b"]);
    expect(surplus.map(({ key }) => key)).toEqual(["c"]);
  });

  test("asks nothing that the built page does not hold, nor blames what it holds instead", () => {
    const { tallies, excluded } = scorePage([item("code", "\ta")], [item("code", "    a")], () => false);

    expect(tallies.code).toEqual({ expected: 0, found: 0, written: 0, right: 0, excluded: 1 });
    expect(excluded).toHaveLength(1);
  });

  test.each([
    ["a wrong language", item("code", "a", "js"), item("code", "a", "ts"), 0],
    ["a language lost", item("code", "a", "js"), item("code", "a", ""), 0],
    ["one where the source has none", item("code", "a", ""), item("code", "a", "c"), 1],
  ])("of code with %s", (_, source, written, found) => {
    expect(scorePage([source], [written], () => true).tallies.code).toMatchObject({ expected: 1, found });
  });

  test("does not ask for a language that the page does not tell", () => {
    const { tallies } = scorePage([item("code", "a", "js")], [item("code", "a", "")], () => false);

    expect(tallies.code).toMatchObject({ expected: 1, found: 1 });
  });
});

describe("a built page", () => {
  const isHeld = heldBy(
    parseHtmlTree(
      "<h2>A b<a>¶</a></h2><div class=highlight-js><pre><b>x</b>\n y</pre></div><div class='admonition tip'>Do \u201cit\u201d</div><a href=b.html>x</a><aside class=footnote id=id1>[1] Or <i>not</i>.</aside><p>Elsewhere.</p><details><summary>Why?</summary></details>",
    ),
    (reference) => placeOf(reference, "https://site.test/a"),
  );

  test.each([
    ["a heading with its permalink", { ...item("heading", "A b"), key: "h2|A b" }, true],
    ["a heading of another level", { ...item("heading", "A b"), key: "h3|A b" }, false],
    ["code in the language of a wrapper", item("code", "x\n y", "js"), true],
    ["code in a language that it does not tell", item("code", "x\n y", "ts"), false],
    ["code with other blanks", item("code", "x\n\ty", ""), false],
    ["an admonition in a typographer's signs", item("admonition", 'Do "it"'), true],
    ["a footnote", item("footnote", "Or not."), true],
    ["a footnote that it shows as text", item("footnote", "Elsewhere."), false],
    ["folded text", item("folded text", "Why?"), true],
    ["a link", { ...item("link", "x"), key: "x -> /b" }, true],
    ["a link that leads elsewhere", { ...item("link", "x"), key: "x -> /c" }, false],
  ])("holds %s: %#", (_, sought, held) => {
    expect(isHeld(sought)).toBe(held);
  });
});

test("Docutils' tree is read as the structure it says", () => {
  const xml = `<document><section ids="a"><title>A</title><note><paragraph>Mind <literal>it</literal></paragraph></note>
<bullet_list><list_item><paragraph>x</paragraph><bullet_list><list_item><paragraph>y</paragraph></list_item></bullet_list></list_item></bullet_list>
<section><title>B</title><literal_block language="python">f(1)
</literal_block><paragraph><reference refuri="b#c">t</reference></paragraph></section></section></document>`;

  const items = sphinxItems(xml, "guide/a.rst").map(({ kind, key, language }) => `${kind} ${language ?? ""}|${key}`);

  expect(items).toEqual([
    "heading |h1|A",
    "admonition |NOTE|Mind it",
    "list item |1|x",
    "list item |2|y",
    "heading |h2|B",
    "code python|f(1)",
    "link |t -> /guide/b#c",
  ]);
});

test("footnotes are read of Docutils' tree and of Python-Markdown's", () => {
  const xml = `<document><section><title>A</title><footnote ids="a"><label>1</label><paragraph>See <emphasis>it</emphasis>.</paragraph></footnote></section></document>`;
  const html = `<div class=footnote><ol><li id="fn:a"><p>See <em>it</em>.&#160;<a class=footnote-backref href="#fnref:a">&#8617;</a></p></li></ol></div>`;

  const keys = [sphinxItems(xml, "a.rst"), pythonMarkdownItems(html, "a.md")].map((items) =>
    items.filter(({ kind }) => kind === "footnote").map(({ key }) => key),
  );

  expect(keys).toEqual([["See it."], ["See it."]]);
});

test("Python-Markdown's admonitions are alerts, with a title only where it is their own", () => {
  const html = `<div class="admonition note"><p class="admonition-title">Note</p><p>a</p></div>
<div class="admonition warning"><p class="admonition-title">Hot</p><p>b</p></div>`;

  expect(pythonMarkdownItems(html, "a.md").map(({ key }) => key)).toEqual(["NOTE|a", "WARNING|Hot b"]);
});

test("a site whose HTML lost most of its source is below the goal, whatever is found of the rest", () => {
  const site = { generator: "g", source: "s", pages: [], unbuilt: [], beside: [] };
  const lost = { ...emptyTallies(), link: { expected: 1, found: 1, written: 1, right: 1, excluded: 9 } };
  const whole = { ...emptyTallies(), link: { expected: 9, found: 9, written: 9, right: 9, excluded: 1 } };

  expect(belowGoal([{ ...site, tallies: lost }])).toEqual(["- g: s: its HTML holds 1 of 10 items"]);
  expect(belowGoal([{ ...site, tallies: whole }])).toEqual([]);
});
