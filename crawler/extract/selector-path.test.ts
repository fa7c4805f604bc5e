import { load } from "cheerio/slim";
import { expect, test } from "vitest";
import { parseHtml } from "./parse-html.ts";
import { PLATFORMS, PROFILES } from "./profiles/all-profiles.ts";
import { selectorTest } from "./selector-path.ts";
import { surveyPage } from "./survey-page.ts";

const html = `<body class="book"><main role=main><div class="a b"><p class=x>1</p><section><p class="y x">2</p></section></div>
<p class=x>3</p></main><div class=a><main><p id=p>4</p></main></div>`;

test.each([
  "p",
  ".a p",
  ".a > p",
  "main > .x",
  "main .a section > .x.y",
  "main .a > main p",
  "#p",
  "[role=main] .x",
  "ul p",
  ".a > .x, section p, #p",
])("%s finds what a CSS engine finds", (selector) => {
  const { document } = parseHtml(html);

  const found = surveyPage(document).elements.filter(selectorTest(selector));

  expect(found).toEqual(load(document)(selector).toArray());
});

test("every selector of a profile can be compiled", () => {
  for (const { content, title = [] } of [...PROFILES, ...PLATFORMS]) {
    for (const selector of [...content, ...title]) expect(selectorTest(selector)).toBeTypeOf("function");
  }
});
