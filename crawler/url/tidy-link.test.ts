import { expect, test } from "vitest";
import { tidyLink } from "./tidy-link.ts";

test.each([
  ["https://docs.test/", "http://docs.test/a?b", "https://docs.test/a?b"],
  ["http://docs.test/", "https://docs.test/a", "https://docs.test/a"],
  ["http://docs.test:8080/", "https://docs.test:8080/a", "http://docs.test:8080/a"],
  ["https://docs.test/", "http://docs.test:8080/a", "http://docs.test:8080/a"],
  ["https://docs.test/", "http://www.docs.test/a", "http://www.docs.test/a"],
  ["https://docs.test/", "https://docs.test/a;jsessionid=0AB.node1?b=1", "https://docs.test/a?b=1"],
  ["https://docs.test/", "https://docs.test/a;JSESSIONID=0AB/b;v=1", "https://docs.test/a/b;v=1"],
  ["https://docs.test/", "https://docs.test/a?PHPSESSID=0ab&b=1", "https://docs.test/a?b=1"],
  ["https://docs.test/", "https://docs.test/a?PHPSESSID=0ab", "https://docs.test/a"],
  ["https://docs.test/", "https://docs.test/a?about=phpsessid=1", "https://docs.test/a?about=phpsessid=1"],
])("%s names %s, and %s is asked for", (from, to, asked) => {
  const url = new URL(to);
  tidyLink(url, new URL(from));

  expect(url.href).toBe(asked);
});
