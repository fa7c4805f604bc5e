import fc from "fast-check";
import { expect, test } from "vitest";
import { convertFragment, FRAGMENT_URL } from "./convert-fragment.ts";
import { renderCommonmark, renderMarkdownIt, renderRemark } from "./parsers.ts";
import { shownHtml } from "./shown-html.ts";

const WORDS = [
  "word", "a", "日本", "1.", "2)", "-", "+", "#", "##", "*", "**", "_", "a_b", "_a", "`", "``", "[", "]", "[x]", "[a]:",
  "(b)", "!", "![", "\\", "\\*", "&lt;", "&lt;b&gt;", "&gt;", "&amp;amp;", "=", "==", "---", "~", "~~~", "|", ":", "C#",
  "“q”", "a.", "😀", "x&lt;y", "http:", "[!NOTE]", "&lt;!--",
]; // prettier-ignore
const text = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }).map((words) => words.join(" "));
const glued = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }).map((words) => words.join(""));

const leaf = fc.oneof(
  text,
  glued,
  fc.constantFrom("<code>c</code>", "<code>`</code>", "<code>a``b</code>", "x<br>y", '<img src="/i.png" alt="a*b]">'),
);
const several = (part: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(""));
const inside = (tag: string, part: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  several(part).map((content) => `<${tag}>${content}</${tag}>`);
const emphasis = fc.oneof(
  inside("em", fc.oneof(leaf, inside("strong", leaf))),
  inside("strong", fc.oneof(leaf, inside("em", leaf))),
);
const link = several(fc.oneof(leaf, emphasis)).map((content) => `<a href="/u(v)_w">${content}</a>`);
const inline = fc.oneof(leaf, emphasis, link);

const { block } = fc.letrec<{ block: string; item: string }>((tie) => ({
  block: fc.oneof(
    { depthSize: "small" },
    fc.array(inline, { minLength: 1, maxLength: 4 }).map((parts) => `<p>${parts.join("")}</p>`),
    fc.tuple(fc.integer({ min: 1, max: 6 }), text).map(([level, title]) => `<h${level}>${title}</h${level}>`),
    fc.constantFrom("<hr>", "<pre><code>a\n```\n\n  b</code></pre>"),
    fc
      .array(tie("block"), { minLength: 1, maxLength: 3 })
      .map((blocks) => `<blockquote>${blocks.join("")}</blockquote>`),
    fc
      .tuple(fc.constantFrom("ul", "ol", 'ol start="7"'), fc.array(tie("item"), { minLength: 1, maxLength: 3 }))
      .map(([tag, items]) => `<${tag}>${items.join("")}</${tag.slice(0, 2)}>`),
  ),
  item: fc.array(tie("block"), { minLength: 1, maxLength: 3 }).map((blocks) => `<li>${blocks.join("")}</li>`),
}));
const page = fc.array(block, { minLength: 1, maxLength: 4 }).map((blocks) => blocks.join("\n"));

test.each([
  ["CommonMark's own parser", renderCommonmark],
  ["markdown-it", renderMarkdownIt],
  ["remark-gfm", renderRemark],
])("whatever authors put into blocks and lines comes back as it was by %s", (_, render) => {
  fc.assert(
    fc.property(page, (html) => {
      const back = render(convertFragment(html));

      expect(shape(back)).toBe(shape(html));
    }),
    { numRuns: 300 },
  );
});

/** As a reader sees it; the same markup twice in a row is once, as it looks. */
function shape(html: string): string {
  let shown = shownHtml(html, FRAGMENT_URL);
  for (let before = ""; before !== shown;) {
    before = shown;
    shown = shown.replace(/<\/(em|strong|code)>( ?)<\1>/g, (all, _: string, blank: string) =>
      blank === "" ? "" : all,
    );
  }
  return shown;
}
