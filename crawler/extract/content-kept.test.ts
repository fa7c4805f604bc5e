import { describe, expect, test } from "vitest";
import { convertPage } from "../convert/convert-page.ts";
import { extractPage } from "./extract-page.ts";

const PROSE = "Words of the page itself that anyone would want to read, in whole sentences. ".repeat(8);

function read(body: string, title = "T"): string {
  const page = extractPage(`<!doctype html><html><head><title>${title}</title></head><body>${body}</body></html>`, {
    url: "https://docs.test/guide/page",
    scopeHosts: new Set(["docs.test"]),
    extraction: { removeSelectors: [] },
    collectAssets: false,
  });
  return convertPage(page).markdown;
}

/** What other tools take for furniture because of a class, an id or a tag, on pages where it is text. */
describe("a page of no known generator keeps", () => {
  test.each([
    ["the title in a header", "<header><h1>KEPT</h1></header>"],
    ["an aside in the text", "<aside>KEPT</aside>"],
    ["a note that is an aside", "<aside class='note'><p>KEPT</p></aside>"],
    ["footnotes in an aside", "<aside class='footnote'>KEPT</aside>"],
    ["a section about languages", "<section id=language class=language><p>KEPT</p></section>"],
    ["a section named header", "<section id=header-files><p>KEPT</p></section>"],
    ["a section about menus", "<section class=menu id=menu><p>KEPT</p></section>"],
    ["a section on top", "<section class=top id=top><p>KEPT</p></section>"],
    ["a section about overlays", "<div class=overlay><p>KEPT</p></div>"],
    ["a section about sidebars", "<div class=sidebar><p>KEPT</p></div>"],
    ["a panel that is not shown", "<div role=tabpanel class=hidden hidden><p>KEPT</p></div>"],
    ["what is shown on wide screens only", "<div class='hidden md:block'><p>KEPT</p></div>"],
    ["a part that sticks", "<div class=sticky><p>KEPT</p></div>"],
    ["a banner in the text", "<div class=banner><p>KEPT</p></div>"],
    ["a tooltip's text", "<span class=tooltip>KEPT</span>"],
    ["a part about tables of contents", "<div class=toc-reference><p>KEPT</p></div>"],
    ["a widget", "<div class='elementor-widget widget'><p>KEPT</p></div>"],
    ["code in a toolbar", "<div class=code-toolbar><pre><code>KEPT</code></pre></div>"],
    ["comments in code", "<pre><code><span class='token comment'># KEPT</span></code></pre>"],
    ["a heading of a table", "<table><tr><th class=header_cell>KEPT</th></tr><tr><td>x</td></tr></table>"],
    ["a task", "<ul><li><input type=checkbox checked disabled> KEPT</li></ul>"],
    ["a link within the page", "<p><a href='#other'>KEPT</a></p>"],
    ["related things", "<div class=related><p>KEPT</p></div>"],
    [
      "a translation that a sentence names",
      "<p>Those who would rather read it in their own language find the <a href=de hreflang=de rel=alternate>German text</a>, KEPT by others.</p>",
    ],
    [
      "a list of books in other languages",
      "<ul><li><a href=de hreflang=de>Das Buch</a> KEPT</li><li><a href=fr hreflang=fr>Le livre</a></li></ul>",
    ],
    ["a popup explained", "<section class=popup id=popup><p>KEPT</p></section>"],
    ["social sciences", "<section class=social><p>KEPT</p></section>"],
    ["a share of the text", "<section class=share><p>KEPT</p></section>"],
    ["advertisements as a topic", "<section id=ads class=ad><p>KEPT</p></section>"],
  ])("%s", (_, html) => {
    expect(read(`<main><h1>T</h1><p>${PROSE}</p>${html}<p>${PROSE}</p></main>`)).toContain("KEPT");
    expect(read(`<div><div><h1>T</h1><p>${PROSE}</p>${html}<p>${PROSE}</p></div></div>`)).toContain("KEPT");
  });
});

describe("a page of no known generator loses", () => {
  test.each([
    ["its navigation", "<nav><ul><li><a href=a>LOST</a></li></ul></nav>"],
    ["navigation by role", "<div role=navigation><a href=a>LOST</a></div>"],
    ["its footer", "<footer><p>LOST</p></footer>"],
    ["its search", "<div role=search><form><label>LOST</label><input></form></div>"],
    ["buttons", "<button>LOST</button>"],
    ["a dialog about cookies", "<div role=dialog aria-label=cookies><p>LOST</p></div>"],
    ["what only screen readers get", "<span class=sr-only>LOST</span>"],
    [
      "links to the page in other languages",
      "<div><p><span>LOST: </span><a href=de hreflang=de rel=alternate>de</a> | <a href=page>en</a> | <a href=fr hreflang=fr rel=alternate>fr</a></p></div>",
    ],
    [
      "the label of links to other languages",
      "<div><div>LOST</div><ul><li><a href=de hreflang=de rel=alternate>Deutsch</a></li><li>English</li></ul></div>",
    ],
    ["scripts and styles", "<script>LOST</script><style>LOST</style>"],
    ["a menu of links beside the text", `<ul class=x>${"<li><a href=a>LOST and found</a></li>".repeat(30)}</ul>`],
  ])("%s", (_, html) => {
    const text = `<div><h1>T</h1><p>${PROSE}</p><h2>More</h2><p>${PROSE}</p></div>`;

    expect(read(`<div>${html}</div>${text}`)).not.toContain("LOST");
    expect(read(`<div>${html}</div><main>${text}</main>`)).not.toContain("LOST");
  });
});

describe("a title that only a style makes one", () => {
  test.each([
    ["in a block", "<div class=fancy>Filling tanks</div>", "# Filling tanks\n"],
    ["in larger letters", "<center><font size=6><b>Filling Tanks</b></font></center>", "# **Filling Tanks**\n"],
    [
      "with an h1 of the same words stays text",
      "<div>Filling tanks</div><p>a</p><h1>Filling tanks</h1>",
      "Filling tanks\n",
    ],
    ["that says something else stays text", "<div>Filling pools</div>", "Filling pools\n"],
    ["that is a link stays one", "<div><a href=page>Filling tanks</a></div>", "[Filling tanks]("],
  ])("%s", (_, html, start) => {
    const markdown = read(
      `<div>${html}<p>${PROSE}</p><h1>1. Overview</h1><p>${PROSE}</p></div>`,
      "Filling tanks | Water",
    );

    expect(markdown.slice(0, start.length)).toBe(start);
  });
});

const main = (word: string, attributes = ""): string => `<main ${attributes}><h2>${word}</h2><p>${PROSE}</p></main>`;

describe("of several main elements", () => {
  test("all that are shown are the page", () => {
    const markdown = read(`<h1>T</h1>${main("FIRST")}<nav>menu</nav>${main("SECOND")}`);

    expect(markdown).toMatch(/FIRST[^]*SECOND/);
    expect(markdown).not.toContain("menu");
  });

  test("one that is hidden is not, however long", () => {
    const markdown = read(main("SHOWN") + main(`HIDDEN ${PROSE}`, "hidden"));

    expect(markdown).toContain("SHOWN");
    expect(markdown).not.toContain("HIDDEN");
  });

  test("a single one is read even when a script is to show it", () => {
    expect(read(main("LATER", "hidden"))).toContain("LATER");
  });
});
