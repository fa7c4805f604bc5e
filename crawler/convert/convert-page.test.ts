import { describe, expect, test } from "vitest";
import type { ConvertedPage } from "./convert-page.ts";
import { convertHtml } from "./testing-content.ts";

const convert = (content: string): ConvertedPage => convertHtml(`<main>${content}</main>`);

describe("blocks", () => {
  test.each([
    ["headings lose their permalinks", "<h2>Name <a href='#name'>#</a></h2>", "## Name\n"],
    ["a heading that is its own anchor is no link", "<h2><a href='#x'>Name</a></h2>", "## Name\n"],
    ["nor is one whose id is written in percents", "<h2 id=é><a href='#%C3%A9'>Name</a></h2>", "## Name\n"],
    [
      "a heading that is a link elsewhere is one",
      "<h2 id=y><a href='#x'>X</a></h2><p id=x>b</p>",
      "## [X](https://docs.test/guide/page#x)\n\nb\n",
    ],
    ["a heading that links to itself is no link", "<h2 id=x><a href='#x'>Name</a> of</h2>", "## Name of\n"],
    [
      "a heading that links to another place of the page does",
      "<h2 id=x>Takes <a href='#y'>Y</a></h2>",
      "## Takes [Y](https://docs.test/guide/page#y)\n",
    ],
    ["nor is one that links to its page", "<h2><a href='page'>Name</a></h2>", "## Name\n"],
    [
      "nor one that links to its place by the page's address, beside the place",
      "<h2><a name=x></a><span><a name=y></a></span><a href='page#y'>Name</a></h2>",
      "## Name\n",
    ],
    ["one that links to another page does", "<h2><a href=other>X</a></h2>", "## [X](https://docs.test/guide/other)\n"],
    ["a permalink around the heading is none", "<a id='g:1' href='#g:1'><h2>Name</h2></a>", "## Name\n"],
    ["a title twice in a row is once", "<div><h1>Name</h1></div><h1>Name</h1><p>a</p>", "# Name\n\na\n"],
    ["equal headings of sections stay two", "<h2>Name</h2><h2>Name</h2>", "## Name\n\n## Name\n"],
    ["a heading that ends in hashes keeps them", "<h2>C #</h2>", "## C \\#\n"],
    ["breaks in a heading are blanks", "<h2>a<br>b</h2>", "## a b\n"],
    ["wrappers end a line", "<div>a<div>b</div>c</div>", "a\n\nb\n\nc\n"],
    ["a break is kept, at the end it is nothing", "<p>a<br>b<br></p>", "a\\\nb\n"],
    ["two breaks part paragraphs", "<p>a<br><br>b</p>", "a\n\nb\n"],
    ["a tight list has no blank lines", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c\n"],
    ["a loose list has them", "<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n\n- b\n"],
    ["an ordered list starts where it says", "<ol start=9><li>a</li><li>b</li></ol>", "9. a\n10. b\n"],
    ["lists side by side stay two", "<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b\n"],
    ["blocks in a tight list are close too", "<ul><li>a<blockquote>b</blockquote><li><hr></ul>", "- a\n  > b\n- ***\n"],
    [
      "a list outside the items belongs to the one before",
      "<ul><li>a</li><ul><li>b</ul><li>c</ul>",
      "- a\n  - b\n- c\n",
    ],
    [
      "lists of one definition each are one list",
      "<dl><dt>a<dd>b</dl><dl><dt>c<dd>[d]</dl>",
      "- **a**: b\n- **c**: [d]\n",
    ],
    ["an empty item is one", "<ol><li>a<li><li>b</ol>", "1. a\n2.\n3. b\n"],
    ["an empty item that is waiting for a script is none", "<ul><li>a<li class=b></ul>", "- a\n"],
    [
      "lists of definitions and of items side by side stay two",
      "<dl><dt>a<dd>b</dl><ul><li>c</ul>",
      "- **a**: b\n\n* c\n",
    ],
    [
      "a theme's list of sections is none",
      "<ul class=details-list><li><section><h2>A</h2><ul class=member-list><li><section><h3>b</h3>c</section></li></ul></section></li></ul>",
      "## A\n\n### b\n\nc\n",
    ],
    ["an author's list of headings stays one", "<ul><li><h2>A</h2></li></ul>", "- ## A\n"],
    ["tasks keep their boxes", "<ul><li><input type=checkbox checked> a</li></ul>", "- [x] a\n"],
    ["quotes nest", "<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b\n"],
    ["a description joins its term", "<dl><dt>a<dd>b</dl>", "- **a**: b\n"],
    [
      "details stay HTML",
      "<details><summary>a &lt; b</summary>c</details>",
      "<details>\n<summary>a &lt; b</summary>\n\nc\n\n</details>\n",
    ],
    [
      "a figure has its caption",
      "<figure><img src=a.png alt=A><figcaption>C</figcaption></figure>",
      "![A](https://docs.test/guide/a.png)\n\n*C*\n",
    ],
    [
      "formulas are TeX",
      "<p><span class=math>\\(x_1\\)</span></p><div class=math>\\[y\\]</div>",
      "$x_1$\n\n$$\ny\n$$\n",
    ],
    [
      "the gap before a link's icon is none after it",
      "<p>(see <a href=/x>X<!-- -->&nbsp;<svg></svg></a>) <a href=/y>Y <svg></svg></a>z</p>",
      "(see [X](https://docs.test/x)) [Y](https://docs.test/y) z\n",
    ],
    [
      "a declarative shadow root is shown, a template is not",
      "<x-note><template shadowrootmode=open><p>Seen <b>it</b>.</p></template></x-note><template>Not</template>",
      "Seen **it**.\n",
    ],
    ["embedded media are links", "<iframe src=https://v.test/1 title=Film></iframe>", "[Film](https://v.test/1)\n"],
  ])("%s", (_, html, markdown) => {
    expect(convert(html).markdown).toBe(markdown);
  });
});

describe("code", () => {
  test.each([
    ["the text is exact", "<pre>a\n  b\t\n\n*c*</pre>", "```\na\n  b\t\n\n*c*\n```\n"],
    [
      "blank lines and blanks around it are part of it",
      "<pre>\n<code>\n  a  \n\n</code>\n</pre>",
      "```\n\n  a  \n\n```\n",
    ],
    ["an empty block is one", "<pre><code></code></pre>", "```\n```\n"],
    [
      "a diff has its signs again",
      "<pre data-language=diff><code><div class='ec-line del'><div class=code>a</div></div><div class='ec-line ins'><div class=code>b</div></div><div class=ec-line><div class=code>c</div></div></code></pre>",
      "```diff\n-a\n+b\n c\n```\n",
    ],
    ["the fence is longer than any in the code", "<pre>````\nx\n````</pre>", "`````\n````\nx\n````\n`````\n"],
    ["a language is taken from a class", "<pre><code class='hljs language-ts'>a</code></pre>", "```ts\na\n```\n"],
    ["plain text has none", "<pre class=language-plaintext>a</pre>", "```\na\n```\n"],
    [
      "code in a list is indented with it",
      "<ul><li>a<pre>b\n\n  c</pre></li></ul>",
      "- a\n  ```\n  b\n\n    c\n  ```\n",
    ],
    ["code in a quote is quoted with it", "<blockquote><pre>a\n\nb</pre></blockquote>", "> ```\n> a\n>\n> b\n> ```\n"],
    [
      "line wrappers without line feeds get them",
      "<pre><code><div class=line>a</div><div class=line>b</div></code></pre>",
      "```\na\nb\n```\n",
    ],
    [
      "line wrappers with line feeds keep theirs",
      "<pre><code><span class=line>a</span>\n<span class=line>b</span></code></pre>",
      "```\na\nb\n```\n",
    ],
    [
      "blanks between pieces of code are kept",
      "<pre>\n<code class=prompt>$</code> <strong><code>ls</code></strong> <code>-l</code>\n</pre>",
      "```\n$ ls -l\n```\n",
    ],
    [
      "blank tokens are kept",
      "<pre><span>import</span><span> </span><span>torch</span></pre>",
      "```\nimport torch\n```\n",
    ],
    ["inline code escapes nothing", "<code>*a* `b` &lt;c&gt;</code>", "``*a* `b` <c>``\n"],
    [
      "a link in code is code in a link",
      "<code>List&lt;<a href=/t>T</a>&gt;</code>",
      "`List<`[`T`](https://docs.test/t)`>`\n",
    ],
  ])("%s", (_, html, markdown) => {
    expect(convert(html).markdown).toBe(markdown);
  });
});

describe("tables", () => {
  test.each([
    [
      "pipes in cells are escaped",
      "<table><tr><th>a|b<tr><td><code>c|d</code></table>",
      "| a\\|b |\n| --- |\n| `c\\|d` |\n",
    ],
    [
      "a table without a header gets an empty one",
      "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
      "| | |\n| --- | --- |\n| a | b |\n| c | d |\n",
    ],
    [
      "an empty header stays empty",
      "<table><thead><tr><th></th><th></th></tr></thead><tr><td>a<td>b</table>",
      "| | |\n| --- | --- |\n| a | b |\n",
    ],
    [
      "spans are filled",
      "<table><tr><th>a<th>b<tr><td rowspan=2>c<td>d<tr><td>e<tr><td colspan=2>f</table>",
      "| a | b |\n| --- | --- |\n| c | d |\n| c | e |\n| f | |\n",
    ],
    [
      "blocks in a cell are lines",
      "<table><tr><th>a<tr><td><p>b</p><ul><li>c<li>d</ul></table>",
      "| a |\n| --- |\n| b<br>- c<br>- d |\n",
    ],
    [
      "columns are aligned",
      "<table><tr><th align=center>a<th style='text-align:right'>b<tr><td>c<td>d</table>",
      "| a | b |\n| :-: | --: |\n| c | d |\n",
    ],
    [
      "a first row in bold is the header that it looks like",
      "<table><tr><td><b>Sign</b><td><strong><a href=t>Type</a></strong><tr><td><b>b</b><td>boolean</table>",
      "| Sign | [Type](https://docs.test/guide/t) |\n| --- | --- |\n| **b** | boolean |\n",
    ],
    [
      "unless all rows are",
      "<table><tr><td><b>a</b><td><b>b</b><tr><td><b>c</b><td><b>d</b></table>",
      "| | |\n| --- | --- |\n| **a** | **b** |\n| **c** | **d** |\n",
    ],
    [
      "lines of code in a cell lose the indent that all have",
      "<table><tr><th>a<th>b<tr><td>c<td><pre>    if (d)\n      e;</pre></table>",
      "| a | b |\n| --- | --- |\n| c | `if (d)`<br>`  e;` |\n",
    ],
    ["a table for layout is not one", "<table role=presentation><tr><td>a<td>b</table>", "a\n\nb\n"],
    [
      "a caption stands above",
      "<table><caption>T</caption><tr><th>a<tr><td>b</table>",
      "**T**\n\n| a |\n| --- |\n| b |\n",
    ],
  ])("%s", (_, html, markdown) => {
    expect(convert(html).markdown).toBe(markdown);
  });
});

describe("inline text", () => {
  test.each([
    ["blanks move out of emphasis", "<p>a<b> b </b>c</p>", "a **b** c\n"],
    [
      "the same markup twice in a row is once",
      "<p><em>a</em><em>b</em> <code>c</code><code>d</code></p>",
      "*ab* `cd`\n",
    ],
    ["emphasis that delimiters cannot say is HTML", "<p><b>a:</b>b</p>", "<strong>a:</strong>b\n"],
    ["empty elements leave nothing", "<p>a<b></b><i> </i>b<a class=b href=x></a></p>", "a b\n"],
    [
      "what looks like markup is escaped",
      "<p>*a* _b_ `c` &lt;d&gt; [^1] &amp;lt; ~~e~~</p>",
      "\\*a\\* \\_b\\_ \\`c\\` \\<d> \\[^1] \\&lt; ~\\~e\\~\\~\n",
    ],
    [
      "what does not is left alone",
      "<p>a_b_c 2 * 3 a & b x < y [1] 50% #1 C#</p>",
      "a_b_c 2 * 3 a & b x < y [1] 50% #1 C#\n",
    ],
    [
      "an exclamation mark does not make a link an image",
      "<p>Now!<a href=/x>x</a></p>",
      "Now\\![x](https://docs.test/x)\n",
    ],
    [
      "a literal URL is kept whole where its characters would be escaped",
      "<p>https://x.org/~a/_b_, (http://x.org/*) and https://x.org/a_b",
      "<https://x.org/~a/_b_>, (<http://x.org/*>) and https://x.org/a_b\n",
    ],
    ["one that goes on in an element is escaped", "<p>https://x.org/~<b>name</b>", "https://x.org/\\~**name**\n"],
    [
      "old names of preformatted text",
      "<xmp>a <b>\n c</xmp><listing>d  e</listing>",
      "```\na <b>\n c\n```\n\n```\nd  e\n```\n",
    ],
    ["brackets in a link text are escaped", "<a href=/x>a[0]</a>", "[a\\[0\\]](https://docs.test/x)\n"],
    ["pairs of parentheses in a destination stay", "<a href='/a(b) c'>x</a>", "[x](https://docs.test/a(b)%20c)\n"],
    ["others are escaped", "<a href='/a)b'>x</a>", "[x](https://docs.test/a\\)b)\n"],
    ["an author's title stays", "<a href=/x title='A \"b\"'>x</a>", '[x](https://docs.test/x "A \\"b\\"")\n'],
    [
      "a generator's tooltip goes",
      "<a class=xref href=/x title=m.x>x</a> <a href=/x#m.x title=m.x>x</a> <a href=/x title=x>x</a>",
      "[x](https://docs.test/x) [x](https://docs.test/x#m.x) [x](https://docs.test/x)\n",
    ],
    ["a link of any scheme but a script's is one", "<a href='foo+x:a b'>x</a>", "[x](foo+x:a%20b)\n"],
    ["emphasis side by side has other delimiters", "<p><em>a</em><b>b</b> c</p>", "*a*__b__ c\n"],
    ["emphasis in emphasis has them too", "<em>a <em>b</em></em> <b><strong>c</strong></b>", "*a _b_* **c**\n"],
    ["a break is inside what both its sides are in", "<b>a<br>b</b> <code>c<br>d</code>", "**a\\\nb** `c`\\\n`d`\n"],
    ["code keeps the blanks that are its own", "a<code> b</code> <code>\n c\n</code>", "a` b` `c`\n"],
    [
      "a picture that is called a way to a place or to the top goes, one that shows something stays",
      "<p>a <a href='#p'>\n <img src=p.png alt=Permalink>\n</a><a href='#t'><img src=t.png alt='Back to top'></a> <a href='#m'><img src=m.png alt=Map></a></p>",
      "a [![Map](https://docs.test/guide/m.png)](https://docs.test/guide/page#m)\n",
    ],
    [
      "links that lead nowhere are text",
      "<a href='javascript:x()'>a</a> <a href='#'>b</a>",
      "a [b](https://docs.test/guide/page#)\n",
    ],
    [
      "a footnote is one",
      "<p>a<sup><a href='#fn1'>1</a></sup></p><ol class=footnotes><li id=fn1>b</li></ol>",
      "a[^1]\n\n[^1]: b\n",
    ],
    ["an image's own address is no text for it", "<img src=a.png alt=a.png>", "![](https://docs.test/guide/a.png)\n"],
    [
      "an asterisk that nothing touches is none of emphasis, at the end of a line, too",
      "<p>a * b *</p><p><b>c *</b> d*</p>",
      "a * b *\n\n**c \\*** d\\*\n",
    ],
    ["emoji images are text", "<p>a <img class=emoji alt=😀 src=e.png></p>", "a 😀\n"],
    [
      "the dark twin of an image is left out",
      "<img src=a.png alt=A><img class=only-dark src=b.png alt=A>",
      "![A](https://docs.test/guide/a.png)\n",
    ],
    [
      "a lazy image has its real source",
      "<img src='data:image/gif;base64,A' data-src=a.png alt=A>",
      "![A](https://docs.test/guide/a.png)\n",
    ],
  ])("%s", (_, html, markdown) => {
    expect(convert(html).markdown).toBe(markdown);
  });
});

describe("places", () => {
  test("headings carry level, text, slug, all ids that lead to them and where their line starts", () => {
    const { markdown, headings } = convert(
      "<p>a</p><span id=s></span><section id=t><h2 id=u>The <code>x</code> <a id=v></a></h2></section><h2>The x</h2>",
    );

    expect(headings).toEqual([
      { level: 2, text: "The x", slug: "the-x", ids: ["s", "t", "u", "v"], offset: markdown.indexOf("## The `x`") },
      { level: 2, text: "The x", slug: "the-x-1", ids: [], offset: markdown.lastIndexOf("## The x") },
    ]);
  });

  test("an anchor can be put in where an id of the content is", () => {
    const { markdown, anchors } = convert(
      "<h1>T</h1><p id=a>one</p><ul><li id=b>two</li></ul><pre id=c>x</pre><table id=d><tr><th>h<tr><td>v</table>",
    );

    const marked = anchors
      .toReversed()
      .reduce((text, { offset, id }) => text.slice(0, offset) + `{${id}}` + text.slice(offset), markdown);
    expect(marked).toBe("# T\n\n{a}one\n\n- {b}two{c}\n\n```\nx\n```\n\n| {d}h |\n| --- |\n| v |\n");
  });

  test("foreign text cannot forge the marks of the converter", () => {
    const { markdown, links } = convert(
      "<p>\uFDD0L0\uFDD1 &#xFDD0;H0&#xFDD1; <a href=/x>\uFDD2</a></p><pre>\uFDD0B0\uFDD1</pre>",
    );

    expect(markdown).not.toMatch(/[\uFDD0-\uFDD3]/);
    expect(links).toHaveLength(1);
  });
});
