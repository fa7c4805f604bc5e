import { expect, test } from "vitest";
import { parseStartUrl } from "./start-url.ts";

test.each([
  ["docs.example.org/guide", "https://docs.example.org/guide"],
  ["localhost:8080", "http://localhost:8080/"],
  ["127.0.0.1:8080/x", "http://127.0.0.1:8080/x"],
  ["//x.org/a", "https://x.org/a"],
])("%s gets a scheme, and a note says so", (typed, url) => {
  const start = parseStartUrl(typed);

  expect(start.url.href).toBe(url);
  expect(start.notes).toHaveLength(1);
});

test("fragment, user and password leave the URL; the latter become a header", () => {
  const start = parseStartUrl("https://me:p%40ss@x.org/a#b");

  expect(start.url.href).toBe("https://x.org/a");
  expect(start.authorization).toBe(`Basic ${btoa("me:p@ss")}`);
  expect(start.notes).toEqual([]);
});

test.each([
  "",
  "   ",
  "ftp://x.org",
  "mailto:a@b",
  "https://",
  "./missing.html",
  "../missing/",
  "/no/such/file.html",
  "~/missing.html",
  "https://a b/",
  "javascript:alert(1)",
  "%%",
  `https://x.org/${"a".repeat(3000)}`,
])("%j is refused", (typed) => {
  expect(() => parseStartUrl(typed)).toThrow(/URL/);
});

test("a password never gets into a message", () => {
  expect(() => parseStartUrl("ftp://me:s3cret@x.org")).toThrow(/^((?!s3cret).)*$/);
});
