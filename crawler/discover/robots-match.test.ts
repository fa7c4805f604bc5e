import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRobots, isAllowedByRobots } from "./robots-match.ts";

function isAllowed(rules: string, path: string): boolean {
  const parsed = rules
    .split(" ")
    .filter(Boolean)
    .map((rule) => ({ allow: rule.startsWith("+"), pattern: rule.slice(1) }));
  return isAllowedByRobots({ rules: parsed, sitemaps: [] }, new URL(`https://example.com${path}`));
}

describe("isAllowedByRobots", () => {
  it.each([
    // RFC 9309 5.2
    ["+/example/page/ -/example/page/disallowed.gif", "/example/page/disallowed.gif", false],
    ["+/example/page/ -/example/page/disallowed.gif", "/example/page/", true],
    // Google's documented precedence
    ["+/p -/", "/page", true],
    ["+/folder -/folder", "/folder/page", true],
    ["+/page -/*.htm", "/page.htm", false],
    ["+/page -/*.ph", "/page.php5", true],
    ["+/$ -/", "/", true],
    ["+/$ -/", "/page.htm", false],
    // Google's documented path matching
    ["-/fish", "/fish.html", false],
    ["-/fish", "/Fish.asp", true],
    ["-/fish", "/catfish", true],
    ["-/fish*", "/fishheads/yummy.html", false],
    ["-/fish/", "/fish", true],
    ["-/fish/", "/fish/?id=anything", false],
    ["-/*.php", "/folder/filename.php?parameters", false],
    ["-/*.php", "/windows.PHP", true],
    ["-/*.php$", "/filename.php?parameters", true],
    ["-/*.php$", "/filename.php", false],
    ["-/*.php$", "/a.php.php", false],
    ["-/fish*.php", "/fishheads/catfish.php?parameters", false],
    ["-/fish*.php", "/Fish.PHP", true],
    ["-*.gif$", "/a/b.gif", false],
    ["-/a*b*c$", "/axbxc", false],
    ["-/a*b*c$", "/axbxcx", true],
    ["-/ab*b$", "/ab", true],
    // Escapes
    ["-/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", false],
    ["-/foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar", false],
    ["-/foo/bar/ツ", "/foo/bar/%E3%83%84", false],
    ["-/foo/bar/%e3%83%84", "/foo/bar/ツ", false],
    ["-/foo/bar/%62%61%7A", "/foo/bar/baz", false],
    ["-/a%3cd.html", "/a%3Cd.html", false],
    ["-/a%2fb", "/a/b", true],
    ["-/path/file-with-a-%2A.html", "/path/file-with-a-*.html", false],
    ["-/path/file-with-a-%2A.html", "/path/file-with-a-x.html", true],
    ["-/path/foo-%24", "/path/foo-$", false],
    ["-/100%", "/100%", false],
    // The rest
    ["", "/", true],
    ["-/", "/robots.txt", true],
    ["-/", "/", false],
  ])("%s on %s is %s", (rules, path, expected) => {
    expect(isAllowed(rules, path)).toBe(expected);
  });

  it("takes an escaped pattern for as long as a plain one", () => {
    expect(isAllowed("+/%E3%83%84 -/ツ", "/ツ/x")).toBe(true);
    expect(isAllowed("+/%61 -/ab", "/ab")).toBe(false);
  });

  it("answers at once for patterns that make regular expressions backtrack", () => {
    const pattern = `/${"*a".repeat(1000)}b`;
    const test = compileRobots({ rules: Array.from({ length: 200 }, () => ({ allow: false, pattern })), sitemaps: [] });

    const started = performance.now();
    const allowed = test(new URL(`https://example.com/${"a".repeat(8000)}`));

    expect(allowed).toBe(true);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it("agrees with a simple matcher", () => {
    const pattern = fc
      .string({ unit: fc.constantFrom("a", "b", "/", "*", "$"), maxLength: 8 })
      .map((text) => `/${text}`);
    const path = fc.string({ unit: fc.constantFrom("a", "b", "/", "$"), maxLength: 10 }).map((text) => `/${text}`);
    fc.assert(
      fc.property(pattern, path, (rule, target) => {
        expect(isAllowed(`-${rule}`, target)).toBe(!simpleMatch(rule, target));
      }),
      { numRuns: 1000 },
    );
  });
});

function simpleMatch(pattern: string, text: string): boolean {
  if (pattern === "" || (pattern === "$" && text === "")) return true;
  if (pattern.startsWith("*"))
    return simpleMatch(pattern.slice(1), text) || (text !== "" && simpleMatch(pattern, text.slice(1)));
  if (pattern === "$") return false;
  return text !== "" && pattern[0] === text[0] && simpleMatch(pattern.slice(1), text.slice(1));
}
