import { expect, test } from "vitest";
import { convertContent } from "./testing-content.ts";

test.each([
  [
    "the entry of something deprecated is none",
    "<div class=deprecated><h6>f</h6><p>Does.</p><p><span class='emblem deprecated'>deprecated: 1.4</span></p></div>",
    "###### f\n\nDoes.\n\ndeprecated: 1.4\n",
  ],
  [
    "an alert keeps a title of its own",
    "<div class='admonition tip'><p class=admonition-title>Try</p><p>a</p></div>",
    "> [!TIP]\n> **Try**\n>\n> a\n",
  ],
  [
    "an alert's title keeps its links, code and emphasis",
    "<div class='markdown-alert markdown-alert-note'><p class=markdown-alert-title><svg></svg>See <a href=/x>x <code>y</code></a> <em>now</em></p><p>a</p></div>",
    "> [!NOTE]\n> **See [x `y`](https://docs.test/x) *now***\n>\n> a\n",
  ],
  [
    "the title in the cell before the text is the type where no class is",
    "<div class=admonitionblock><table><tr><td class=icon><div class=title>Warning</div></td><td class=content>a</td></tr></table></div>",
    "> [!WARNING]\n> a\n",
  ],
  [
    "the picture in the cell before the text is the type, and the title is kept",
    "<div class=admonitionblock><table><tr><td class=icon><img src=i.png alt=Tip></td><td class=content><div class=title>Try</div>a</td></tr></table></div>",
    "> [!TIP]\n> **Try**\n>\n> a\n",
  ],
  [
    "an alert in a cell is its title and its text",
    "<table><tr><th>h<tr><td><div class='admonition tip'><p class=admonition-title>Try</p><p>a</p></div></table>",
    "| h |\n| --- |\n| **Try**<br>a |\n",
  ],
  [
    "a theme may put its own name before an alert's family",
    "<div class='rp-callout rp-callout--tip'><div class=rp-callout__title>Tip</div><div class=rp-callout__content><p>a</p></div></div>",
    "> [!TIP]\n> a\n",
  ],
  [
    "the kind in bold before the text is said once",
    "<div class='alert alert-warning'><p><strong>Warning:</strong> Hot. <b>Note:</b> very</p></div>",
    "> [!WARNING]\n> Hot. **Note:** very\n",
  ],
  [
    "a bold word that a sentence begins with stays, as does another label",
    "<div class='admonition note'><p><b>Note</b> the order.</p></div><div class='admonition note'><p><b>Linux:</b> a</p></div>",
    "> [!NOTE]\n> **Note** the order.\n\n> [!NOTE]\n> **Linux:** a\n",
  ],
  [
    "the kind beside an icon is said once, another title is one",
    ["Tip", "Try"]
      .map(
        (title) =>
          `<div class=tip><table><tr><td rowspan=2><img alt="[Tip]" src=tip.png></td><th>${title}</th></tr><tr><td><p>a</p></td></tr></table></div>`,
      )
      .join(""),
    "> [!TIP]\n> a\n\n> [!TIP]\n> **Try**\n>\n> a\n",
  ],
  [
    "a header of a table in an alert is none of its titles",
    "<div class=note><table><tr><th>h<th>i<tr><td>a<td>b</table></div>",
    "> [!NOTE]\n> h\n>\n> i\n>\n> a\n>\n> b\n",
  ],
  [
    "a section that folds keeps its heading",
    "<details><summary><section><h3>a</h3></section></summary><p>b</details>",
    "### a\n\nb\n",
  ],
  [
    "a heading without an anchor in a summary, where others have theirs, is its text",
    "<h2 id=x>x</h2><details><summary><svg></svg><h3>a</h3></summary><p>b</details>",
    "## x\n\n<details>\n<summary>a</summary>\n\nb\n\n</details>\n",
  ],
])("%s", (_, html, markdown) => {
  expect(convertContent(html)).toBe(markdown);
});
