import { describe, expect, test } from "vitest";
import { convertContent } from "./testing-content.ts";

/** What generators emit, in pages that say nothing of their generator: the conversion must not need to know it. */
describe("code", () => {
  test.each([
    [
      "lines in blocks that end with breaks, numbers drawn by the style",
      '<pre class="prism-code language-js"><code><div class="token-line"><span>a</span><br></div><div class="token-line"><span class="codeLineNumber_x"></span>b<br></div></code></pre>',
      "```js\na\nb\n```\n",
    ],
    [
      "lines that were added, removed and highlighted are lines",
      '<div class="language-js"><pre class="shiki"><code><span class="line">a</span>\n<span class="line diff remove">b</span>\n<span class="line"><wbr></span>\n<span class="line highlighted">c</span></code></pre><div class="line-numbers-wrapper">1<br>2<br></div></div>',
      "```js\na\nb\n\nc\n```\n",
    ],
    [
      "an empty line that is held open by a blank",
      "<pre><code><span><i>a</i></span>\n<span> </span>\n<span>b</span><span> </span><span>c</span></code></pre>",
      "```\na\n\nb c\n```\n",
    ],
    [
      "a title in the figure of the block",
      '<figure class="my-4 shiki"><div><figcaption>a.ts</figcaption><div><button>Copy</button></div></div><div><pre><code><span class="line">a</span></code></pre></div></figure>',
      '```text title="a.ts"\na\n```\n',
    ],
    [
      "cells of a notebook, and what they printed",
      '<div class="highlight hl-ipython3"><pre><span></span><span class="n">a</span>\n</pre></div><div class="output highlight-myst-ansi notranslate"><div class="highlight"><pre><span></span>1\n</pre></div></div>',
      "```python\na\n```\n\n```\n1\n```\n",
    ],
    [
      "numbers in a table around the code, whose language and title stand farther out",
      '<div class="highlight-python"><div class="highlight"><table class="highlighttable"><tr><th class="filename"><span class="filename">b.py</span></th></tr><tr><td class="linenos"><div class="linenodiv"><pre>1\n2</pre></div></td><td class="code"><div><pre><span></span>a\nb\n</pre></div></td></tr></table></div></div>',
      '```python title="b.py"\na\nb\n```\n',
    ],
    [
      "numbers in a table whose cells are told apart by their classes alone",
      '<table class="listing_frame"><tbody><tr><td class="listing_lines"><pre>1\n2</pre></td><td class="listing_code"><pre class="programlisting"><span>a</span>\nb</pre></td></tr></tbody></table>',
      "```\na\nb\n```\n",
    ],
    [
      "what a declaration shows only when asked to",
      '<pre class="rust fn"><code>pub fn empty() -&gt; Empty<span class="notable-traits"><span>ⓘ</span><code>impl Read for Empty</code></span>\n<details class="toggle type-contents-toggle"><summary class="hideme"><span>Show 2 variants</span></summary>A,\nB</details></code></pre>',
      "```\npub fn empty() -> Empty\nA,\nB\n```\n",
    ],
    ["words beside a code element", "<pre>\nf(1) → <code>2</code>\n</pre>", "```\nf(1) → 2\n```\n"],
    ["an indent before the code element", "<pre>  <code>a\n  b</code></pre>", "```\n  a\n  b\n```\n"],
    [
      "a number before each line with the blank after it",
      '<div class="fragment"><div class="line"><span class="lineno">    1</span> int a;</div>\n<div class="line"><span class="lineno">    2</span>&#160;</div>\n<div class="line"><span class="lineno">    3</span>   b;</div>\n</div>',
      "```\nint a;\n\n  b;\n```\n",
    ],
    [
      "hidden lines",
      '<pre><code class="language-rust">\n<span class="boring">fn main() {\n</span>let x;\n<span class="boring">}</span></code></pre>',
      "```rust\nlet x;\n```\n",
    ],
    [
      "a terminal's frame and its label for screen readers",
      '<figure class="frame is-terminal"><figcaption class="header"><span class="title"></span><span class="sr-only">Terminal window</span></figcaption><pre data-language="sh"><code><div class="ec-line"><div class="gutter"><div class="ln">1</div></div><div class="code">npm i</div></div><div class="ec-line"><div class="code">x</div></div></code></pre><div class="copy"><button>Copy</button></div></figure>',
      "```sh\nnpm i\nx\n```\n",
    ],
    [
      "a title in the theme's frame",
      '<div class="nextra-code"><div class="text-xs">data.json</div><pre data-language="json"><div><button>c</button></div><code>{}</code></pre></div>',
      '```json title="data.json"\n{}\n```\n',
    ],
    [
      "callouts: their marks go, their list is a list",
      '<div class="listingblock"><div class="content"><pre><code data-lang="ruby">x <i class="conum" data-value="1"></i><b>(1)</b></code></pre></div></div><div class="colist arabic"><table><tr><td><i class="conum" data-value="1"></i><b>1</b></td><td>Import</td></tr></table></div>',
      "```ruby\nx\n```\n\n1. Import\n",
    ],
    [
      "JSON drawn as lists that fold",
      '<div class="redoc-json"><code><button class="collapser"></button><span>{</span><span class="ellipsis"></span><ul class="obj"><li><div><span>"a"</span>: <span>[</span><ul class="array"><li><div><span>"b c"</span>,</div></li><li><div>1</div></li></ul><span>]</span>,</div></li><li><div>"d": [<ul></ul>]</div></li></ul><span>}</span></code></div>',
      '```json\n{\n  "a": [\n    "b c",\n    1\n  ],\n  "d": []\n}\n```\n',
    ],
    ["a diagram's source", '<div class="mermaid">graph LR\nA--&gt;B</div>', "```mermaid\ngraph LR\nA-->B\n```\n"],
    [
      "prompts stay, as in the page",
      '<div class="highlight-console"><pre><span class="gp">$ </span>ls\n</pre></div>',
      "```console\n$ ls\n```\n",
    ],
  ])("%s", (_, html, markdown) => {
    expect(convertContent(html)).toBe(markdown);
  });
});

describe("alerts", () => {
  test.each([
    [
      "a title of its own whose words are those of themes",
      '<div class="admonition-my-title admonition"><p class="admonition-title">My title</p><p>b</p></div>',
      "> [!NOTE]\n> **My title**\n>\n> b\n",
    ],
    [
      "a quotation is none",
      '<div class="admonition quote"><p class="admonition-title">Quote</p><p>q</p></div>',
      "> q\n",
    ],
    [
      "the type in a label",
      '<div role="note" aria-label="danger" class="hint x"><p>d</p></div>',
      "> [!CAUTION]\n> d\n",
    ],
    [
      "a type that is not told",
      '<div role="note" aria-label="Hinweis" class="hint x"><p>d</p></div>',
      "> [!NOTE]\n> d\n",
    ],
    [
      "the type in an icon",
      '<blockquote class="callout callout_warn" theme="🚧"><span class="callout-icon">🚧</span><h2 class="callout-heading">Heads up</h2><p>w</p></blockquote>',
      "> [!WARNING]\n> **Heads up**\n>\n> w\n",
    ],
    [
      "what is deprecated is a warning",
      '<div class="deprecated"><p><span class="versionmodified">Deprecated since 3: </span>Use y.</p></div>',
      "> [!WARNING]\n> *Deprecated since 3:* Use y.\n",
    ],
    [
      "a bar whose colour is the type, and a heading that is the title",
      '<div><div class="w-1 bg-callout-danger"></div><div class="doc-callout bg-callout-base" role="alert"><div><h5>Hot</h5><p>a</p></div></div></div>',
      "> [!CAUTION]\n> **Hot**\n>\n> a\n",
    ],
    [
      "a note of a kind that a second class tells",
      '<div class="note notetag"><strong>Note:</strong> <div class="inline"><p>a</p></div></div><div class="note title readonly">b</div>',
      "> [!NOTE]\n> a\n\nb\n",
    ],
    [
      "a title of the author's own, which Docutils makes a class of, too",
      '<div class="admonition-notice admonition"><p class="admonition-title">Notice</p><p>a</p></div>',
      "> [!NOTE]\n> **Notice**\n>\n> a\n",
    ],
    [
      "a class in capitals, a heading that says the type, and a notice",
      '<div class="WARNING"><h5>Warning</h5><p>a</p></div><section class="admonition tip" role="note"><h4 id="x" class="tip">Try</h4><p>b</p></section><aside class="notice">c</aside>',
      "> [!WARNING]\n> a\n\n> [!TIP]\n> **Try**\n>\n> b\n\n> [!NOTE]\n> c\n",
    ],
    [
      "a quotation whose first paragraph is its title",
      '<blockquote class="warning-title"><p>Hot</p><p>a</p></blockquote><blockquote class="note"><p>b</p></blockquote><div class="note-title">c</div>',
      "> [!WARNING]\n> **Hot**\n>\n> a\n\n> [!NOTE]\n> b\n\nc\n",
    ],
    [
      "laid out as a table",
      '<div class="admonitionblock caution"><table><tr><td class="icon"><i title="Caution"></i></td><td class="content"><div class="title">T</div><p>x</p></td></tr></table></div>',
      "> [!WARNING]\n> **T**\n>\n> x\n",
    ],
    [
      "with a table in it",
      '<div class="admonition note"><p class="admonition-title">Note</p><table><tr><th>a<tr><td>b</table></div>',
      "> [!NOTE]\n> | a |\n> | --- |\n> | b |\n",
    ],
    [
      "a container of VuePress",
      '<div class="custom-container tip"><p class="custom-container-title">TIP</p><p>x</p></div>',
      "> [!TIP]\n> x\n",
    ],
  ])("%s", (_, html, markdown) => {
    expect(convertContent(html)).toBe(markdown);
  });
});

describe("formulas, footnotes and media", () => {
  test.each([
    [
      "MathML without TeX",
      "<p><math><mfrac><mi>a</mi><mn>2</mn></mfrac><mo>≤</mo><msqrt><msub><mi>x</mi><mi>i</mi></msub></msqrt></math></p>",
      "$\\frac{a}{2} \\le \\sqrt{x_{i}}$\n",
    ],
    ["MathML with elements that nobody knows is its text", "<p><math><mtable><mi>a</mi></mtable></math></p>", "a\n"],
    [
      "KaTeX, with what Markdown would read",
      '<p><span class="katex"><span class="katex-mathml"><math><semantics><mrow></mrow><annotation encoding="application/x-tex">x_1 * y_2</annotation></semantics></math></span><span class="katex-html">x</span></span></p>',
      "$x_1 * y_2$\n",
    ],
    ["a block of AsciiDoc", '<div class="stemblock"><div class="content">\\[y\\]</div></div>', "$$\ny\n$$\n"],
    [
      "a footnote with brackets, a number and a link back",
      '<p>A<sup class="footnote">[<a id="_footnoteref_1" class="footnote" href="#_footnotedef_1">1</a>]</sup></p><div id="footnotes"><hr><div class="footnote" id="_footnotedef_1"><a href="#_footnoteref_1">1</a>. Note</div></div>',
      "A[^1]\n\n[^1]: Note\n",
    ],
    [
      "footnotes of Texinfo, each below a heading",
      '<p>A<a id="DOCF1" href="#FOOT1"><sup>1</sup></a> b<a id="DOCF2" href="#FOOT2"><sup>2</sup></a></p><h5><a id="FOOT1" href="#DOCF1">(1)</a></h5><p>Note.</p><p>More.</p><h5><a id="FOOT2" href="#DOCF2">(2)</a></h5><p>Other.</p>',
      "A[^1] b[^2]\n\n[^1]: Note.\n\n    More.\n\n[^2]: Other.\n",
    ],
    [
      "a footnote of texi2html in brackets",
      '<p>A<sup><a name="DOCF1" href="#FOOT1">1</a></sup></p><p class="footnote"><small>[<a name="FOOT1" href="#DOCF1">1</a>]</small> Note.</p>',
      "A[^1]\n\n[^1]: Note.\n",
    ],
    [
      "a footnote of HeVeA as a definition",
      '<p>A<sup><a id="text1" href="#note1">1</a></sup></p><dl class="thefootnotes"><dt><a id="note1" href="#text1">1</a></dt><dd><p>Note.</p></dd></dl>',
      "A[^1]\n\n[^1]: Note.\n",
    ],
    [
      "raised numbers that lead to chapters and back as links",
      '<p><sup><a id="t1" href="#c1">1</a></sup></p><h2><a id="c1" href="#t1">1</a> Sea</h2>',
      "<sup>[1](https://docs.test/guide/page#c1)</sup>\n\n## [1](https://docs.test/guide/page#t1) Sea\n",
    ],
    [
      "a footnote that is a quotation with its label raised",
      '<p>A<sup><a href="#fn_sea" id="reffn_sea">sea</a></sup></p><blockquote id="fn_sea">\n<sup>sea</sup>. Salt <em>water</em>.<a href="#reffn_sea" title="Jump back to footnote [sea] in the text."> ↩</a>\n</blockquote>',
      "A[^sea]\n\n[^sea]: Salt *water*.\n",
    ],
    [
      "a footnote that several places refer to",
      '<p>A<a class="footnote-reference" href="#f" role="doc-noteref">1</a></p><aside class="footnote" id="f"><span class="label">[1]</span><span class="backrefs">(<a role="doc-backlink" href="#a">1</a>,<a role="doc-backlink" href="#b">2</a>)</span><p>Note.</p></aside>',
      "A[^1]\n\n[^1]: Note.\n",
    ],
    [
      "films and sounds are links",
      '<video controls><source src="/w.mp4"></video><audio src="/a.mp3"></audio>',
      "[Video](https://docs.test/w.mp4) [Audio](https://docs.test/a.mp3)\n",
    ],
    [
      "an image for light pages and one for dark ones are one",
      '<img class="themedComponent--light_x" src="/l.png" alt="t"><img class="themedComponent--dark_x" src="/d.png" alt="t">',
      "![t](https://docs.test/l.png)\n",
    ],
  ])("%s", (_, html, markdown) => {
    expect(convertContent(html)).toBe(markdown);
  });
});

describe("what other themes make of code, alerts and headings", () => {
  test.each([
    [
      "line numbers in a cell of their own, whatever the table's class",
      "<figure class='highlight js'><table><tr><td class=gutter><pre>1<br>2</pre></td><td class=code><pre>a<br>b</pre></td></tr></table></figure>",
      "```js\na\nb\n```\n",
    ],
    [
      "line numbers in a block that says so, in a cell that does not",
      '<table class="source_code"><tr><td><pre class="lines">\n\n9\n10</pre></td><td><pre class="code">def a\nend</pre></td></tr></table>',
      "```\ndef a\nend\n```\n",
    ],
    [
      "a table of data beside which somebody wrote gutter",
      "<table><tr><td class=gutter>1</td><td>b</td></tr></table>",
      "| | |\n| --- | --- |\n| 1 | b |\n",
    ],
    ["a language that is a class of its own", "<pre><code class=yaml>a: 1\n</code></pre>", "```yaml\na: 1\n```\n"],
    ["a class that is no language", "<pre><code class=big>a\n</code></pre>", "```\na\n```\n"],
    [
      "alerts of a family that nobody knows",
      "<div class='tsd-alert tsd-alert-caution'><div class=tsd-alert-title><span>Caution</span></div><p>a</p></div>",
      "> [!CAUTION]\n> a\n",
    ],
    [
      "the usual title in the plural",
      "<div class='hint-container tip'><p class=hint-container-title>Tips</p><p>a</p></div>",
      "> [!TIP]\n> a\n",
    ],
    [
      "Asciidoctor's lists, whose paragraphs part nothing, and boxes that are icons",
      "<div class='ulist checklist'><ul class=checklist><li><p><i class='fa fa-check-square-o'></i> a</p><div class=olist><ol><li><p>c</p></li></ol></div></li><li><p><i class='fa fa-square-o'></i> b</p></li></ul></div>",
      "- [x] a\n  1. c\n- [ ] b\n",
    ],
    [
      "a heading that is all permalink",
      "<h2 id=a><a class=headerlink href=#a><span>All of it</span></a></h2>",
      "## All of it\n",
    ],
    [
      "links in such a heading that lead elsewhere",
      "<h2 id=a><a class=headerlink href=#a><span>All <a href=#b>of</a> it</span></a></h2>",
      "## All [of](https://docs.test/guide/page#b) it\n",
    ],
  ])("%s", (_, html, markdown) => {
    expect(convertContent(html)).toBe(markdown);
  });
});

describe("tables that are no tables", () => {
  test.each([
    [
      "a list of words in one column, as one of more columns is not",
      '<table class="simplelist"><tr><td>a <code>b</code></td></tr><tr><td>c</td></tr></table><table class="simplelist"><tr><td>d</td><td>e</td></tr></table>',
      "- a `b`\n- c\n\n| | |\n| --- | --- |\n| d | e |\n",
    ],
    ["rows of one cell", "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "a\n\nb\n"],
    [
      "a row of links above the text",
      '<table><tr><td><b>[<a href="a">All</a>][<a href="b">Types</a>][<a href="c">Index</a>]</b></td><td>Unit Tank</td></tr></table><h1>Fill</h1><p>Text.</p>',
      "# Fill\n\nText.\n",
    ],
    [
      "a row of links below the text",
      '<h1>Fill</h1><p>Text.</p><div><table><tr><td><a href="a">Back</a></td><td><a href="b">Up</a></td><td><a href="c">On</a></td></tr></table></div><br>',
      "# Fill\n\nText.\n",
    ],
  ])("%s is left out", (_, html, markdown) => {
    expect(convertContent(html)).toBe(markdown);
  });

  test.each([
    [
      "two rows",
      "<h1>A</h1><table><tr><td><a href=a>a</a><td><a href=b>b</a><td><a href=c>c</a><tr><td>1<td>2<td>3</table>",
    ],
    ["places of the page", "<table><tr><td><a href=#a>a</a><td><a href=#b>b</a><td><a href=#c>c</a></table><p>Text."],
    [
      "a page's own list of others, in two columns",
      "<p>A</p><table><tr><td><p><a href=a>a</a></p><p><a href=b>b</a></p><td><p><a href=c>c</a></p></table>",
    ],
    ["nothing beside it", "<table><tr><td><a href=a>a</a><td><a href=b>b</a><td><a href=c>c</a></table>"],
    ["text around it", "<p>A</p><table><tr><td><a href=a>a</a><td><a href=b>b</a><td><a href=c>c</a></table><p>B"],
  ])("one with %s stays", (_, html) => {
    expect(convertContent(html)).toMatch(/^(?:\| )?\[a\]/m);
  });
});

describe("definitions of Texinfo", () => {
  test.each([
    [
      "a menu laid out as a table is a list, with comments between its entries",
      '<table class="menu"><tr><td>&bull; <a href="a">A</a>:</td><td>&nbsp;&nbsp;</td><td>Of <code>make</code>.\n</td></tr><tr><th colspan="3"><pre class="menu-comment">\nThe rest\n</pre></th></tr><tr><td><a href="b">B</a></td><td>&nbsp;</td><td></td></tr></table><p>x</p>',
      "- [A](https://docs.test/guide/a): Of `make`.\n\nThe rest\n\n- [B](https://docs.test/guide/b)\n\nx\n",
    ],
    [
      "are entries with their signatures",
      '<h2>Cells</h2><dl class="first-deffn"><dt class="deffn" id="index-fill"><span class="category">Function: </span><span><strong class="def-name">fill</strong> <em>(<var>c</var>)</em></span></dt><dd><p>Fills.</p></dd></dl>',
      "## Cells\n\n### `Function: fill (c)`\n\nFills.\n",
    ],
    [
      "lose a category without a word",
      '<dl class="def"><dt id="i"><span class="category-def">: </span><span><strong>fill</strong> <em>(<var>c</var>)</em></span></dt><dd><p>Fills.</p></dd></dl>',
      "# `fill (c)`\n\nFills.\n",
    ],
  ])("%s", (_, html, markdown) => {
    expect(convertContent(html)).toBe(markdown);
  });
});

describe("tabs and steps", () => {
  const both = "**A**\n\na\n\n**B**\n\nb\n";
  test.each([
    [
      "ARIA, the second hidden",
      '<ul role="tablist"><li role="tab">A</li><li role="tab">B</li></ul><div><div role="tabpanel"><p>a</p></div><div role="tabpanel" hidden><p>b</p></div></div>',
      both,
    ],
    [
      "panels that only their class tells",
      '<div class="ulist tablist"><ul role="tablist"><li id="t1" role="tab">A</li><li id="t2" role="tab">B</li></ul></div><div class="tabpanel" aria-labelledby="t1"><p>a</p></div><div class="tabpanel is-hidden" aria-labelledby="t2"><p>b</p></div>',
      both,
    ],
    [
      "items of a list that only its class calls tabs",
      '<div class="ulist tablist"><ul><li id="t1" class="tab"><p>A</p></li><li id="t2" class="tab"><p>B</p></li></ul></div><div class="tabpanel" aria-labelledby="t1"><p>a</p></div><div class="tabpanel" aria-labelledby="t2"><p>b</p></div>',
      both,
    ],
    [
      "a row of labels, and as many parts after it",
      '<div class="rp-tabs"><div class="rp-tabs__label"><div>A</div><div>B</div></div><div class="rp-tabs__content"><div><p>a</p></div><div aria-hidden="true"><p>b</p></div></div></div>',
      both,
    ],
    [
      "labels in templates",
      "<doc-tabs><doc-tab id=a><template #title>A</template><p>a</p></doc-tab><doc-tab id=b><template #title>B</template><p>b</p></doc-tab></doc-tabs>",
      both,
    ],
    [
      "panels that say their labels again",
      '<div role="tablist"><button role="tab">A</button><button role="tab">B</button></div><div role="tabpanel"><h3>A</h3><p>a</p></div><div role="tabpanel"><div class="title">B</div><p>b</p></div>',
      both,
    ],
    [
      "tabs in tabs",
      '<div role="tablist"><b role="tab">A</b><b role="tab">B</b></div><div role="tabpanel"><div role="tablist"><b role="tab">1</b><b role="tab">2</b></div><div role="tabpanel">one</div><div role="tabpanel">two</div></div><div role="tabpanel"><p>b</p></div>',
      "**A**\n\n**1**\n\none\n\n**2**\n\ntwo\n\n**B**\n\nb\n",
    ],
    [
      "what is called tabs, but has other text beside it than panels",
      '<div class="tab"><p>a</p><p>b</p></div><div class="tab-content"><p>c</p><p>d</p></div><ul class="tabs"><li>e</li></ul><p>f</p>',
      "a\n\nb\n\nc\n\nd\n\n- e\n\nf\n",
    ],
    [
      "labels in front of their panels",
      '<div class="tabbed-set"><input type="radio"><label>A</label><div class="tabbed-content"><p>a</p></div><input type="radio"><label>B</label><div class="tabbed-content"><p>b</p></div></div>',
      both,
    ],
    [
      "labels beside radio buttons, drawn by an icon font, in front of their panels",
      '<div><input type="radio" id="u"><label for="u" title="A">\uF17C</label><input type="radio" id="w"><label for="w">B</label><section><p>a</p></section><section><p>b</p></section></div>',
      both,
    ],
    [
      "labels in a header",
      '<div class="TabGroup"><header class="TabGroup-header"><nav><button>A</button><button>B</button></nav></header><section><div><div class="TabContent"><p>a</p></div></div><div hidden><div class="TabContent"><p>b</p></div></div></section></div>',
      both,
    ],
    [
      "parts of components",
      '<ul data-component-part="tabs-list"><li role="tab">A</li><li role="tab">B</li></ul><div><div role="tabpanel"><p>a</p></div><div role="tabpanel" class="hidden"><p>b</p></div></div>',
      both,
    ],
    [
      "steps and fields",
      '<div class="step"><div data-component-part="step-number">1</div><p data-component-part="step-title">First</p><p>do</p></div><div class="field"><div><div data-component-part="field-name">id</div><div data-component-part="field-info-pill">string</div></div><p>The id</p></div>',
      "**First**\n\ndo\n\n`id` string\n\nThe id\n",
    ],
    [
      "a tree of files is a list",
      '<ul><li class="directory"><details open><summary><span class="sr-only">Directory</span>src</summary><ul><li>a.js</li></ul></details></li></ul>',
      "- src\n  - a.js\n",
    ],
  ])("%s", (_, html, markdown) => {
    expect(convertContent(html)).toBe(markdown);
  });
});

test("a sign that a style draws between names keeps them apart", () => {
  expect(convertContent('<h1><a href="p">Pango</a><span class="sep" role="presentation"></span>Layout</h1>')).toBe(
    "# [Pango](https://docs.test/guide/p) Layout\n",
  );
});

test("AsciiDoc's blocks keep their titles, a picture's below it", () => {
  const html =
    '<div class="exampleblock"><div class="title">Rule</div><div class="content"><div class="ulist"><div class="title">Do</div><ul><li><p>a</p></li></ul></div></div></div><div class="imageblock"><div class="content"><img src="i.png" alt="i"></div><div class="title">Figure</div></div>';

  expect(convertContent(html)).toBe("**Rule**\n\n**Do**\n\n- a\n\n![i](https://docs.test/guide/i.png)\n\n*Figure*\n");
});

test("AsciiDoc's quotations are quoted once, whatever they are made of", () => {
  const html =
    '<div class="quoteblock"><div class="content">a</div><div class="attribution">— B</div></div><div class="quoteblock"><blockquote>c</blockquote><div class="attribution">— D</div></div>';

  expect(convertContent(html)).toBe("> a\n>\n> — B\n\n> c\n\n— D\n");
});

test("since when something is so is emphasised, whoever wrote the template", () => {
  const html =
    '<div class="versionchanged"><span class="title">Changed in Django 3.1:</span> <p>a</p></div><div class="versionadded"><p><span class="versionmodified added">New in version 2:</span> b</p></div>';

  expect(convertContent(html)).toBe("*Changed in Django 3.1:*\n\na\n\n*New in version 2:* b\n");
});

test("a quotation of DocBook with its source is no table", () => {
  const html =
    '<div class="blockquote"><table class="blockquote"><tr><td> </td><td><p>a</p></td><td> </td></tr><tr><td> </td><td colspan="2">--<span class="attribution">B</span></td></tr></table></div>';

  expect(convertContent(html)).toBe("> a\n>\n> --B\n");
});

test("DocBook's callouts are a list", () => {
  const html =
    '<div class="calloutlist"><table><tr><td align="left"><p><a href="#co">(1)</a> </p></td><td><p>One.</p></td></tr><tr><td><p><a href="#co2"><img src="2.png" alt="(2)"></a></p></td><td><p>12</p></td></tr></table></div>';

  expect(convertContent(html)).toBe("1. One.\n2. 12\n");
});

test("fields that docutils lays out as a table are a list", () => {
  const html =
    '<table class="docutils field-list"><col class="field-name"><tbody><tr class="field-odd field"><th class="field-name">Parameters:</th><td class="field-body"><ul class="simple"><li><strong>a</strong> – one</li></ul></td></tr><tr><th class="field-name" colspan="2">Return type:</th></tr><tr><td>&nbsp;</td><td class="field-body">int</td></tr></tbody></table>';

  expect(convertContent(html)).toBe("- **Parameters:**\n  - **a** – one\n- **Return type:** int\n");
});

test("a line above footnotes that are not there is none", () => {
  expect(convertContent('<p>a</p><div id="footnotes"><hr></div>')).toBe("a\n");
});

test("classes in the boxes of those that they extend are a list in a list", () => {
  expect(
    convertContent(
      '<div class="inheritance"><a href="o">Object</a>\n<div class="inheritance">List&lt;T&gt;<div class="inheritance">Pots</div></div></div><p>x</p>',
    ),
  ).toBe("- [Object](https://docs.test/guide/o)\n  - List\\<T>\n    - Pots\n\nx\n");
});

test("a bar of pictures that lead to other pages goes", () => {
  const bar = ["home", "prev", "next"]
    .map((way) => `<a href="${way}"><img src="${way}.gif" alt="${way}"></a>`)
    .join("\n");

  expect(convertContent(`<div class="navigate">${bar}</div><p>x</p>`)).toBe("x\n");
  expect(convertContent(`<div class="gallery">${bar}</div><p>x</p>`)).toContain("![prev]");
});

test("lists of older versions that only lay out are none, and heirs are in the items of their parents", () => {
  const html =
    '<ul class="inheritance"><li>Object</li><li><ul class="inheritance"><li>Filter</li></ul></li></ul><ul class="blockList"><li class="blockList"><dl><dt>Since:</dt><dd>4.0</dd></dl><hr><pre>class Filter</pre></li></ul><ul class="blockList"><li class="blockList"><section><h3>Methods</h3><p>x</p></section></li></ul>';

  expect(convertContent(html)).toBe(
    "- Object\n  - Filter\n\n* **Since:** 4.0\n\n---\n\n```\nclass Filter\n```\n\n### Methods\n\nx\n",
  );
});

test("members that are listed as sections are sections", () => {
  const html =
    '<div class="values members"><h3>Values</h3><ol><li><a id="f"></a><h4 class="signature">def f</h4><p>x</p></li></ol></div>';

  expect(convertContent(html)).toBe("### Values\n\n#### `def f`\n\nx\n");
});

test("a table of parameters in a list is a list of names", () => {
  const html =
    '<dl class="params"><dt>Parameters</dt><dd><table class="params"><tr><td class="paramdir">[in]</td><td class="paramname">fd</td><td>The <b>file</b>.</td></tr><tr><td class="paramname">n</td><td>A size.</td></tr></table></dd></dl>';

  expect(convertContent(html)).toBe("- **Parameters**\n  - \\[in] `fd`: The **file**.\n  - `n`: A size.\n");
});

describe("API references", () => {
  test.each([
    [
      "a macro's parameters follow its name without a blank",
      '<div class="memproto"><table class="memname"><tr><td class="memname">#define MAX</td><td>(</td><td class="paramtype">&nbsp;</td><td class="paramname">a, </td></tr><tr><td></td><td></td><td class="paramtype">&nbsp;</td><td class="paramname">b&nbsp;</td></tr><tr><td></td><td>)</td><td></td><td>&nbsp;&nbsp;&nbsp;((a) &gt; (b))</td></tr></table></div>',
      "```\n#define MAX(a, b) ((a) > (b))\n```\n",
    ],
    [
      "a macro without parameters keeps its value apart",
      '<div class="memproto"><table class="memname"><tr><td class="memname">#define SIZE&nbsp;&nbsp;&nbsp;(1 + 2)</td></tr></table></div>',
      "```\n#define SIZE (1 + 2)\n```\n",
    ],
    [
      "a signature in a table keeps its template above and its labels behind",
      '<div class="memproto"><div class="memtemplate">template&lt;typename T &gt; </div><table class="mlabels"><tr><td class="mlabels-left"><table class="memname"><tr><td class="memname">void f </td><td>(</td><td class="paramname">)</td></tr></table></td><td class="mlabels-right"><span class="mlabels"><span class="mlabel">static</span><span class="mlabel">noexcept</span></span></td></tr></table></div>',
      "```\ntemplate<typename T >\nvoid f () [static] [noexcept]\n```\n",
    ],
    [
      "a deprecation says that it is one",
      '<dl class="deprecated"><dt><b>Deprecated:</b></dt><dd>Use g.</dd></dl>',
      "> [!WARNING]\n> **Deprecated:**\n>\n> Use g.\n",
    ],
    [
      "commas between names in one element of code are no code",
      '<code><a href="/a">a</a>, <a href="/b">b</a></code>',
      "[`a`](https://docs.test/a), [`b`](https://docs.test/b)\n",
    ],
    [
      "signs between the names of a type are no emphasis of their own",
      '<p><b>f</b> (<a class="reference external" href="/o"><em>Optional</em></a><em>[</em><a class="reference internal" href="/s"><em>str</em></a><em>, </em><em>int</em><em>]</em>)</p>',
      "**f** ([*Optional*](https://docs.test/o)[[*str*](https://docs.test/s), *int]*)\n",
    ],
    [
      "a list that lays out tables, and a signature under a line",
      '<hr><div class="package-signature">package a</div><ul class="summary-list"><li><div><div class="summary-table two-column-summary"><div class="table-header col-first">Type</div><div class="table-header col-last">Does</div><div class="col-first">Pot</div><div class="col-last">Holds it.</div></div></div></li></ul>',
      "```\npackage a\n```\n\n| Type | Does |\n| --- | --- |\n| Pot | Holds it. |\n",
    ],
    [
      "attributes of a type stand above it",
      '<pre class="rust"><code><div class="code-attribute">#[non_exhaustive]</div>pub enum A {}</code></pre>',
      "```rust\n#[non_exhaustive]\npub enum A {}\n```\n",
    ],
    [
      "a block of code in a block of code",
      '<pre><code><div class="highlight"><pre><span></span>f (\n)\n</pre></div>\n</code></pre>',
      "```\nf (\n)\n```\n",
    ],
    [
      "an empty line that a blank holds open",
      '<div class="fragment"><div class="line">a</div><div class="line"> </div><div class="line">b</div></div>',
      "```\na\n\nb\n```\n",
    ],
  ])("%s", (_, html, markdown) => {
    expect(convertContent(html)).toBe(markdown);
  });
});

test("columns at the end of a table that are empty in every row go", () => {
  const html =
    '<table><tr><td>a</td><td>b</td><td> </td></tr><tr><td><a id="x" name="x"></a><a href="#x">c</a></td><td></td><td></td></tr></table>';

  expect(convertContent(html)).toBe("| | |\n| --- | --- |\n| a | b |\n| [c](https://docs.test/guide/page#x) | |\n");
});

test.each([
  [
    "the caption of a list of pages is a bold line",
    '<div class="toctree-wrapper compound"><p class="caption" role="heading"><span class="caption-text">Start</span></p><ul><li><a href="a">A</a></li></ul></div>',
    "**Start**\n\n- [A](https://docs.test/guide/a)\n",
  ],
  [
    "a row of columns with paragraphs in them is no table",
    '<table class="contentstable"><tr><td><p><a href="a">A</a><br><span>first</span></p><p><a href="b">B</a></p></td><td><p><a href="c">C</a></p></td></tr></table>',
    "[A](https://docs.test/guide/a)\\\nfirst\n\n[B](https://docs.test/guide/b)\n\n[C](https://docs.test/guide/c)\n",
  ],
  [
    "keys that are pressed at once are keys, and no key around them",
    '<kbd class="kbd compound"><kbd>Ctrl</kbd>-<kbd>D</kbd></kbd>',
    "<kbd>Ctrl</kbd>-<kbd>D</kbd>\n",
  ],
])("%s", (_, html, markdown) => {
  expect(convertContent(html)).toBe(markdown);
});

test("what stands over a table of divisions is its caption, links included", () => {
  const html =
    '<div class="caption"><span>Uses of <a href="ivy">Ivy</a></span></div><div class="summary-table two-column-summary"><div class="table-header col-first">Type</div><div class="table-header col-last">Does</div><div class="col-first">Pot</div><div class="col-last">Holds it.</div></div>';

  expect(convertContent(html)).toBe(
    "**Uses of [Ivy](https://docs.test/guide/ivy)**\n\n| Type | Does |\n| --- | --- |\n| Pot | Holds it. |\n",
  );
});

test("terms that DocBook puts on lines of their own share their description", () => {
  const html =
    '<dl class="variablelist"><dt><span class="term"><code>-a</code><br></span><span class="term"><code>--all</code></span></dt><dd><p>All.</p></dd></dl>';

  expect(convertContent(html)).toBe("- **`-a`, `--all`**: All.\n");
});

describe("lists of contents", () => {
  test.each([
    [
      "of the page itself go, and with them the links of headings back to them",
      '<div class="toc"><p>Contents</p><ul><li><a href="#use">Use</a></li><li><a href="page#more">More</a></li></ul></div><h2 id="use"><a class="toc-backref" href="#id1" role="doc-backlink">Use</a></h2><p>x</p>',
      "## Use\n\nx\n",
    ],
    [
      "of other pages stay",
      '<div class="toc"><dl class="toc"><dt><a href="a">ABORT</a><span> — stops</span></dt><dt><a href="b">BEGIN</a></dt><dd><dl><dt><a href="c">C</a></dt></dl></dd></dl></div>',
      "- [ABORT](https://docs.test/guide/a) — stops\n- [BEGIN](https://docs.test/guide/b)\n  - [C](https://docs.test/guide/c)\n",
    ],
    [
      "of an index have an item for each term, with those below it",
      '<div class="index"><div class="indexdiv"><h3>A</h3><dl><dt>abs, <a class="indexterm" href="m">Maths</a></dt><dt>age</dt><dd><dl><dt>of rows, <a class="indexterm" href="r">Rows</a></dt><dt>of trees</dt></dl></dd></dl></div></div>',
      "### A\n\n- abs, [Maths](https://docs.test/guide/m)\n- age\n  - of rows, [Rows](https://docs.test/guide/r)\n  - of trees\n",
    ],
    ["of terms that nothing is said of have an item for each", "<dl><dt>a</dt><dt>b</dt></dl>", "- **a**\n- **b**\n"],
  ])("%s", (_, html, markdown) => {
    expect(convertContent(html)).toBe(markdown);
  });
});
