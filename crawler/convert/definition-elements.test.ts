import { expect, test } from "vitest";
import { convertContent } from "./testing-content.ts";

test.each([
  [
    "entries of a glossary without a list around them are one up to what follows",
    "<h3>A</h3><dt><span><a name=x></a>array</span></dt>\n<dd><p>Of items.</p></dd><dt>atom</dt><dd><p>Small.</p></dd><h3>B</h3><p>b</p>",
    "### A\n\n- **array**: Of items.\n- **atom**: Small.\n\n### B\n\nb\n",
  ],
  [
    "those of an index are items as they stand",
    "<dt><a href=f>f</a>, in A</dt>\n<dd></dd>\n<dt>g</dt><dd></dd>",
    "- [f](https://docs.test/guide/f), in A\n- g\n",
  ],
  ["such an entry ends with what holds it", "<div><dt>a</dt><dd>b</dd></div><p>c</p>", "- **a**: b\n\nc\n"],
  ["a description without a term is a paragraph, set in by its author", "<p>a</p><dl><dd>b</dd></dl>", "a\n\nb\n"],
  [
    "one whose term is empty goes on with what stands before it",
    "<dl class='section user'><dt>T:</dt><dd>a</dd></dl><dl class='section user'><dt></dt><dd>b</dd></dl>",
    "- **T:** a\n\nb\n",
  ],
  [
    "items of a module set out in rows are entries",
    "<div class=item-table><div class=item-row><div class='item-left module-item'><a href=a>A</a> <span class='stab unstable'>Experimental</span></div><div class='item-right docblock-short'><p>Does it.</p></div></div><div class=item-row><div class=item-left><a href=b>B</a></div><div class=item-right></div></div></div><h2>x</h2>",
    "- [A](https://docs.test/guide/a) Experimental: Does it.\n- [B](https://docs.test/guide/b)\n\n## x\n",
  ],
  [
    "so are they in a list",
    "<ul class=item-table><li><div class=item-name><a href=a>A</a></div><div class='desc docblock-short'>Does it.</div></li><li><div class=item-name>B</div></li></ul>",
    "- [A](https://docs.test/guide/a): Does it.\n- B\n",
  ],
  [
    "entries in groups are entries",
    "<dl><div><dt>a</dt><dd>b</dd></div><div><dt>c</dt><dd>d</dd></div></dl>",
    "- **a**: b\n- **c**: d\n",
  ],
])("%s", (_, html, markdown) => {
  expect(convertContent(html)).toBe(markdown);
});
