import * as fc from "fast-check";
import { expect, test } from "vitest";
import { nameSite } from "./site-name.ts";

test.each([
  ["https://docs.python.org/3/", "docs.python.org-3"],
  ["https://x.org/", "x.org"],
  ["https://x.org/a/index.html", "x.org-a"],
  ["http://localhost:8080/guide/", "localhost-8080-guide"],
])("%s is called %s", (url, name) => {
  expect(nameSite(new URL(url))).toBe(name);
});

test("URLs that differ in what a name cannot hold get different names", () => {
  const names = ["/Docs", "/docs", "/d%C3%B6cs", "/docs?v=1", "/docs?v=2"].map((path) =>
    nameSite(new URL(`https://x.org${path}`)),
  );

  expect(new Set(names).size).toBe(names.length);
});

test("every name is a Kubernetes name of bounded length", () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
      expect(nameSite(new URL(url))).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
      expect(nameSite(new URL(url)).length).toBeLessThanOrEqual(63);
    }),
  );
});
