import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { convertHtml } from "./testing-content.ts";

const MATHJAX = '<script id="MathJax-script" async src="https://cdn.test/mathjax@3/es5/tex-mml-chtml.js"></script>';
const KATEX = "<script defer src=/katex/auto-render.min.js onload='renderMathInElement(document.body)'></script>";
const DOLLARS = `${MATHJAX}<script>MathJax = { tex: { inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]] } };</script>`;
const KATEX_DOLLARS =
  "<script>renderMathInElement(document.body, {delimiters: [{left: '$', right: '$', display: false}]})</script>";

const convert = (head: string, content: string): string =>
  convertHtml(`<head>${head}</head><main>${content}</main>`).markdown;

const letters = (text: string): string => text.replace(/[^xy]/g, "");

describe("math that a script of the page finds in its text", () => {
  test.each([
    ["stays TeX in a line", MATHJAX, "<p>Let \\(a_1*b &lt; c\\) be.</p>", "Let $a_1*b < c$ be.\n"],
    ["stands alone when it is displayed", MATHJAX, "<p>So:\n\\[\nx_1\n\\]\nor</p>", "So:\n\n$$\nx_1\n$$\n\nor\n"],
    ["may have dollars around it", KATEX, "<p>$$\\frac{a}{b}$$</p>", "$$\n\\frac{a}{b}\n$$\n"],
    [
      "may be an environment",
      KATEX,
      "<p>\\begin{align*} a &amp;= b \\end{align*}</p>",
      "$$\n\\begin{align*} a &= b \\end{align*}\n$$\n",
    ],
    ["has single dollars where MathJax is told so", DOLLARS, "<p>Is $x_1$ 5?</p>", "Is $x_1$ 5?\n"],
    ["has single dollars where KaTeX is told so", KATEX_DOLLARS, "<p>Is $x_1*y*$ 5?</p>", "Is $x_1*y*$ 5?\n"],
    ["is in a line in headings and cells", MATHJAX, "<h2>The $$O(n)$$ case</h2>", "## The $O(n)$ case\n"],
    ["never is in code", MATHJAX, "<p><code>\\(a\\)</code></p><pre>\\(b\\)</pre>", "`\\(a\\)`\n\n```\n\\(b\\)\n```\n"],
    ["never is where its author forbids it", MATHJAX, "<p class=mathjax_ignore>$$a_1*b*$$</p>", "$$a_1\\*b\\*$$\n"],
    ["is not what has no end", MATHJAX, "<p>\\(a and \\) \\[b</p>", "$a and$ \\\\[b\n"],
    ["is not what is empty or escaped", MATHJAX, "<p>\\(\\) \\\\(a\\)</p>", "\\\\(\\\\) \\\\\\\\(a\\\\)\n"],
    ["is not what costs money", MATHJAX, "<p>From $5 to $6</p>", "From $5 to $6\n"],
    [
      "has no environment around another that Sphinx put there",
      "",
      "<div class=math>\\[\\begin{split}\\begin{pmatrix} a \\\\ b \\end{pmatrix}\\end{split}\\]</div><div class=math>\\[\\begin{split}a &amp;= b \\\\ c &amp;= d\\end{split}\\]</div>",
      "$$\n\\begin{pmatrix} a \\\\ b \\end{pmatrix}\n$$\n\n$$\n\\begin{split}a &= b \\\\ c &= d\\end{split}\n$$\n",
    ],
    ["is text where no script would find it", "", "<p>\\(a\\) \\[b\\]</p>", "\\\\(a\\\\) \\\\[b\\\\]\n"],
  ])("%s", (_, head, content, markdown) => {
    expect(convert(head, content)).toBe(markdown);
  });

  test("is taken out of any text without the loss of a letter", () => {
    const piece = fc.constantFrom("\\(", "\\)", "\\[", "\\]", "$$", "$", "x", "y ", "\\\\");

    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(letters(convert(DOLLARS, `<p>${pieces.join("")}</p>`))).toBe(letters(pieces.join("")));
      }),
    );
  });
});
