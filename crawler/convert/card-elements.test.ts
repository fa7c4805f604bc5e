import { expect, test } from "vitest";
import { convertContent } from "./testing-content.ts";

test.each([
  [
    "a card that is a link as a whole has the link at its title",
    '<a class="card cardContainer" href=/c><h2 class="cardTitle">📄 C</h2><p>On <code>c</code></p></a><a href=/d><div class="box"><div class="box-title">D</div></div><p>On d</p></a>',
    "## [📄 C](https://docs.test/c)\n\nOn `c`\n\n[D](https://docs.test/d)\n\nOn d\n",
  ],
  [
    "a link with blocks but without a title is at each of them",
    "<a href=/c><p>C</p><p>D</p></a>",
    "[C](https://docs.test/c)\n\n[D](https://docs.test/c)\n",
  ],
  [
    "the title of a card has the link that is stretched over it",
    '<div class="card"><div class="card-body"><h5 class="card-title">C</h5><p>On c</p><a href="/c" class="stretched-link"></a></div></div><div class="sd-card"><div class="sd-card-body"><div class="sd-card-title">D <code>d</code></div><p>On d</p></div><a class="sd-stretched-link sd-hide-link-text" href="/d"><span>to D</span></a></div>',
    "##### [C](https://docs.test/c)\n\nOn c\n\n[D `d`](https://docs.test/d)\n\nOn d\n",
  ],
  [
    "a stretched link whose text shows, or whose card has no title, is a link",
    '<div class="card"><h5 class="card-title">C</h5><a href="/c" class="btn stretched-link">Go</a></div><div class="sd-card"><p>D</p><a class="sd-stretched-link sd-hide-link-text" href="/d"><span>to D</span></a></div>',
    "##### C\n\n[Go](https://docs.test/c)\n\nD\n\n[to D](https://docs.test/d)\n",
  ],
  [
    "cards are links on lines of their own",
    "<a class=nextra-card href=/c>C</a><a class=nextra-card href=/d>D</a>",
    "[C](https://docs.test/c)\n\n[D](https://docs.test/d)\n",
  ],
])("%s", (_, html, markdown) => {
  expect(convertContent(html)).toBe(markdown);
});
