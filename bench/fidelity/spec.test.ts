import { expect, test } from "vitest";
import { convertFragment, FRAGMENT_URL } from "./convert-fragment.ts";
import { normaliseHtml } from "./normalise-html.ts";
import { renderCommonmark, renderRemark, withoutTaskClasses } from "./parsers.ts";
import { scoreSpec } from "./score-spec.ts";
import { shownHtml } from "./shown-html.ts";
import { commonmarkExamples, parseGfmExamples } from "./spec-examples.ts";
import { KNOWN_MISSES } from "./known-misses.ts";

test("the examples of the CommonMark specification come back as they were, but for those that are known and why", () => {
  const { total, plain, raw, rawShown, misses } = scoreSpec(commonmarkExamples, convertFragment, renderCommonmark);

  expect({ total, plain, raw }).toEqual({ total: 652, plain: 580, raw: 72 });
  expect(misses.filter(({ isRaw }) => !isRaw).map(({ number }) => number)).toEqual([...KNOWN_MISSES.keys()]);
  expect(rawShown).toBe(raw);
});

test("a conversion that loses something is found out", () => {
  const { equal, rawShown } = scoreSpec(commonmarkExamples, () => "text\n", renderCommonmark);

  expect(equal).toBe(0);
  expect(rawShown).toBe(0);
});

test.each([
  ["order of attributes", '<a title="t" href="/x">a</a>', "<a href='/x' title='t'>a</a>", true],
  ["blanks beside blocks", "<ul>\n<li>a</li>\n</ul>", "<ul><li> a </li></ul>", true],
  ["relative and absolute addresses", "<img src=a.png>", '<img src="https://fragment.test/guide/a.png" />', true],
  ["blanks in a line", "<p>a b</p>", "<p>ab</p>", false],
  ["line feeds in code", "<pre>a\nb</pre>", "<pre>a b</pre>", false],
  ["loose and tight items", "<li><p>a</p></li>", "<li>a</li>", false],
  ["destinations", "<a href=/x>a</a>", "<a href=/y>a</a>", false],
])("%s are compared as the specification's own tests do", (_, one, other, areEqual) => {
  expect(normaliseHtml(one, FRAGMENT_URL) === normaliseHtml(other, FRAGMENT_URL)).toBe(areEqual);
});

test.each([
  ["wrappers", "<div><b> a </b></div><!-- c -->", "<p><strong>a</strong></p>", true],
  ["code", "<pre language=x><code>a\n b</code></pre>", "<pre><code class=y>a\n b\n</code></pre>", true],
  ["texts", "<div>a</div>", "<p>b</p>", false],
  ["blocks", "<p>a</p><p>b</p>", "<p>a b</p>", false],
  ["markup", "<em>a</em>", "a", false],
])("what a reader sees of %s is what counts where HTML is raw", (_, one, other, areEqual) => {
  expect(shownHtml(one, FRAGMENT_URL) === shownHtml(other, FRAGMENT_URL)).toBe(areEqual);
});

test("of the GFM specification only what it adds is taken, numbered as in its text", () => {
  const fence = "`".repeat(32);
  const examples = parseGfmExamples(
    `# Tabs\n\n${fence} example\na\n.\n<p>a</p>\n${fence}\n\n## Tables (extension)\n\n` +
      `${fence} example table\n| a |\n| - |\n.\n<table></table>\n${fence}\n`,
  );

  expect(examples).toEqual([{ number: 2, section: "Tables (extension)", html: "<table></table>\n", isRaw: false }]);
});

test.each([
  "<table><thead><tr><th>a</th><th align=right>b</th></tr></thead><tbody><tr><td>c|d</td><td align=right><code>|</code></td></tr></tbody></table>",
  "<p><del>Hi</del> ~x~ y~z</p>",
  "<ul><li><input type=checkbox disabled> a</li><li><input type=checkbox checked disabled> b</li></ul>",
])("GFM comes back too: %s", (html) => {
  const back = withoutTaskClasses(renderRemark(convertFragment(html)));

  expect(normaliseHtml(back, FRAGMENT_URL)).toBe(normaliseHtml(html, FRAGMENT_URL));
});
