import { describe, expect, it } from "vitest";
import type { Plan } from "../contract.ts";
import { createScope, type Scope } from "./scope.ts";

function scopeOf(url: string, scope: Partial<Plan["scope"]> = {}, startUrls: string[] = []): Scope {
  return createScope({ url, startUrls, scope: { include: [], exclude: [], hosts: [], query: "Skip", ...scope } });
}

function verdict(scope: Scope, url: string): string {
  const decision = scope.decide(new URL(url));
  return decision.verdict === "skip" ? decision.reason : decision.verdict;
}

describe("createScope without globs", () => {
  it.each([
    ["https://example.com/docs/intro", "https://example.com/docs/guide/a", "admit"],
    ["https://example.com/docs/intro", "https://example.com/docs/", "admit"],
    ["https://example.com/docs/intro", "https://example.com/docs", "admit"],
    ["https://example.com/docs/intro", "http://example.com/docs/a", "admit"],
    ["https://example.com/docs/intro", "https://example.com/docsets/a", "out-of-scope"],
    ["https://example.com/docs/intro", "https://example.com/pricing", "out-of-scope"],
    ["https://example.com/docs/intro", "https://www.example.com/docs/a", "foreign"],
    ["https://example.com/docs/intro", "https://example.com:8443/docs/a", "foreign"],
    ["https://example.com/docs", "https://example.com/docs/a", "admit"],
    ["https://example.com/docs", "https://example.com/docs", "admit"],
    ["https://example.com/docs", "https://example.com/blog", "out-of-scope"],
    ["https://example.com/framework", "https://example.com/blog", "out-of-scope"],
    ["https://example.com/product/docs", "https://example.com/product/pricing", "out-of-scope"],
    ["https://example.com/reference/overview", "https://example.com/reference/other", "admit"],
    ["https://docs.example.com/introduction", "https://docs.example.com/guide", "admit"],
    ["https://docs.example.com/setup", "https://docs.example.com/guide", "admit"],
    ["https://docs.example.com/v2", "https://docs.example.com/v1/guide", "out-of-scope"],
    ["https://example.com/guide.html", "https://example.com/other.html", "admit"],
    ["https://example.com/d%6Fcs/", "https://example.com/docs/a", "admit"],
    ["https://example.com/docs/", "https://example.com/docs/x.tar.gz", "not-a-page"],
    ["https://example.com/docs/", "https://example.com/docs/x.PNG", "not-a-page"],
    ["https://example.com/docs/", "https://example.com/docs/next.js", "admit"],
    ["https://example.com/docs/", "https://example.com/docs/v1.2", "admit"],
    ["https://example.com/docs/", "https://example.com/docs/a?page=2", "query"],
    ["https://example.com/docs/", "https://example.com/docs/a?utm_source=x&ref=y", "admit"],
    ["https://example.com/docs/?v=2", "https://example.com/docs/?v=2", "admit"],
    ["https://example.com/docs/?v=2", "https://example.com/docs/?v=3", "query"],
  ])("from %s, %s is %s", (start, url, expected) => {
    expect(verdict(scopeOf(start), url)).toBe(expected);
  });

  it("takes every start URL's folder, and extra hosts as a whole", () => {
    const scope = scopeOf("https://example.com/docs/", { hosts: ["API.example.com", "127.0.0.1:8080"] }, [
      "https://example.com/guide/a",
    ]);

    expect(verdict(scope, "https://example.com/guide/b")).toBe("admit");
    expect(verdict(scope, "https://api.example.com/any")).toBe("admit");
    expect(verdict(scope, "http://127.0.0.1:8080/any")).toBe("admit");
  });
});

describe("createScope with globs", () => {
  const scope = scopeOf("https://example.com/docs/", {
    include: ["/api/**", "https://other.example/x/**"],
    exclude: ["/api/old/**", "/docs/**"],
  });

  it.each([
    ["https://example.com/api/a", "admit"],
    ["https://example.com/api/old/a", "excluded"],
    ["https://example.com/guide", "out-of-scope"],
    ["https://example.com/docs/a", "excluded"],
    ["https://example.com/docs/", "admit"],
    ["https://other.example/x/a", "admit"],
    ["https://other.example/y", "foreign"],
  ])("%s is %s", (url, expected) => {
    expect(verdict(scope, url)).toBe(expected);
  });

  it("knows what was asked for explicitly", () => {
    expect(scope.isExplicitlyIncluded(new URL("https://example.com/api/v1/a"))).toBe(true);
    expect(scope.isExplicitlyIncluded(new URL("https://example.com/docs/"))).toBe(false);
  });
});

describe("toRequest", () => {
  it.each([
    ["Keep", "https://example.com/docs/a?b=1&utm_source=x&ref=main#c", "https://example.com/docs/a?b=1&ref=main"],
    ["Strip", "https://example.com/docs/a?b=1", "https://example.com/docs/a"],
    ["Skip", "https://example.com/docs/a?gclid=1", "https://example.com/docs/a"],
    ["Keep", "https://example.com/docs/%7Ea?x=%41", "https://example.com/docs/%7Ea?x=%41"],
    ["Strip", "https://example.com/docs/?v=2", "https://example.com/docs/?v=2"],
  ] as const)("under %s requests %s as %s", (query, url, expected) => {
    const scope = scopeOf("https://example.com/docs/?v=2", { query });

    expect(scope.toRequest(new URL(url)).href).toBe(expected);
  });
});
