import { expect, test } from "vitest";
import { inventPageUrl, toRelative } from "./relative-base.ts";

test.each(["x.html", "../x.html", "../../x.html#a", "sub/x.html?q=1", "/root/x.png", "./", "../", "./a:b"])(
  "%s comes back as it was written",
  (link) => {
    const written = toRelative(new URL(link, inventPageUrl("page.html")).href);

    expect(written).toBe(link);
  },
);

test("a link elsewhere is left alone", () => {
  expect(toRelative("https://x.org/")).toBeUndefined();
  expect(toRelative("http://no-url.invalid.example.org/")).toBeUndefined();
});
