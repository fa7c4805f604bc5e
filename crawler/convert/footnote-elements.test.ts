import { describe, expect, test } from "vitest";
import { convertContent } from "./testing-content.ts";

describe("a footnote", () => {
  test.each([
    [
      "of docutils for HTML 4 is a table, with the numbers of its references before the text",
      '<p>A <a class="footnote-reference" href="#f" id="r1">[1]</a> B <a class="footnote-reference" href="#f" id="r2">[1]</a></p><p class="rubric">Notes</p><table class="docutils footnote" id="f"><colgroup><col class="label"><col></colgroup><tbody><tr><td class="label">[1]</td><td><em>(<a class="fn-backref" href="#r1">1</a>, <a class="fn-backref" href="#r2">2</a>)</em> The <b>note</b>.</td></tr></tbody></table>',
      "A [^1] B [^1]\n\n**Notes**\n\n[^1]: The **note**.\n",
    ],
    [
      "of DocBook has its label in brackets, raised, in a link back",
      '<p>A<a href="#ftn.n" class="footnote"><sup class="footnote" id="n">[7]</sup></a></p><div class="footnotes"><br><hr><div id="ftn.n" class="footnote"><p><a href="#n" class="para"><sup class="para">[7] </sup></a> The note.</p><p>More.</p></div></div>',
      "A[^7]\n\n[^7]: The note.\n\n    More.\n",
    ],
    [
      "of a table follows it, and a second reference has the page's address",
      '<table><thead><tr><th>T</th></tr></thead><tbody><tr><td>a<a href="#ftn.n" class="footnote"><sup class="footnote" id="n">[a]</sup></a></td></tr><tr><td>b<a href="page#ftn.n" class="footnoteref"><sup class="footnoteref">[a]</sup></a></td></tr></tbody><tbody class="footnotes"><tr><td><div id="ftn.n" class="footnote"><p><a href="#n" class="para"><sup class="para">[a] </sup></a>The note.</p></div></td></tr></tbody></table><p>After.</p>',
      "| T |\n| --- |\n| a[^a] |\n| b[^a] |\n\n[^a]: The note.\n\nAfter.\n",
    ],
  ])("%s", (_, html, markdown) => {
    expect(convertContent(html)).toBe(markdown);
  });
});
