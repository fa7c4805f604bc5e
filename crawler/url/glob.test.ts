import * as fc from "fast-check";
import { isMatch } from "picomatch";
import { describe, expect, it } from "vitest";
import { GlobError } from "./glob-error.ts";
import { compileGlobs } from "./glob.ts";

const matches = (glob: string, url: string): boolean => compileGlobs([glob])(new URL(url, "https://example.com"));

describe("compileGlobs", () => {
  it.each([
    ["/docs/", "/docs/", true],
    ["/docs/", "/docs/a/b", true],
    ["/docs/", "/docs", true],
    ["/docs/", "/docsets/a", false],
    ["/docs/**", "/docs", true],
    ["/docs/**", "/docs/a/b.html", true],
    ["/docs/*", "/docs/a", true],
    ["/docs/*", "/docs/", false],
    ["/docs/*", "/docs/a/b", false],
    ["/docs/*/b", "/docs/a/b", true],
    ["/docs", "/docs/a", false],
    ["**/*.pdf", "/a/b.pdf", true],
    ["*.pdf", "/a/b.pdf", true],
    ["*.pdf", "/b.pdf", true],
    ["blog/**", "/en/blog/x", true],
    ["blog/", "/blog/x", true],
    ["blog", "/en/blog", true],
    ["/a?c", "/abc", true],
    ["/a?c", "/a/c", false],
    ["/{en,de}/**", "/de/x", true],
    ["/{en,{de,fr}-x}/**", "/fr-x/x", true],
    ["/{en,de}/**", "/it/x", false],
    ["/users/{id}", "/users/{id}", true],
    ["/v[0-9]/**", "/v3/x", true],
    ["/v[!0-9]/**", "/v3/x", false],
    ["/.well-known/*", "/.well-known/x", true],
    ["/wiki/Foo_(bar)", "/wiki/Foo_(bar)", true],
    ["/日本/**", "/日本/x", true],
    ["/%E6%97%A5/**", "/日/x", true],
    ["https://example.com/api/**", "/api/x?y=1", true],
    ["https://example.com/api?v=[12]", "/api?v=2", true],
    ["https://other.example/**", "/api", false],
    ["http-api/**", "/http-api/x", true],
    ["\\*", "/*", true],
    ["\\*", "/x", false],
  ])("%s on %s is %s", (glob, url, expected) => {
    expect(matches(glob, url)).toBe(expected);
  });

  it("matches when any of the globs does, and never without globs", () => {
    expect(compileGlobs(["/a", "/b"])(new URL("https://example.com/b"))).toBe(true);
    expect(compileGlobs([])(new URL("https://example.com/b"))).toBe(false);
  });

  it.each([
    ["", "is empty"],
    ["/a[b", "not closed"],
    ["!/a", "exclude"],
    ["/@(a|b)", "{a,b}"],
    ["/a#b", "fragment"],
    [`/${"{a,b}".repeat(20)}`, "alternatives"],
    ["/".padEnd(600, "a"), "longer than"],
  ])("refuses %j and says why", (glob, reason) => {
    expect(() => compileGlobs([glob])).toThrow(GlobError);
    expect(() => compileGlobs([glob])).toThrow(reason);
  });

  it("agrees with picomatch on each segment, with `**` for any number of segments", () => {
    const segment = fc.constantFrom("a", "b", "ab", "*", "a*", "*b", "?", "**", "{a,b}", "[ab]", "x.y", ".z");
    const globs = fc.array(segment, { minLength: 1, maxLength: 5 });
    const paths = fc.array(fc.constantFrom("a", "b", "ab", "x.y", ".z"), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(globs, paths, (glob, path) => {
        expect(matches(`/${glob.join("/")}`, `/${path.join("/")}`)).toBe(segmentsMatch(glob, path));
      }),
      { numRuns: 2000 },
    );
  });

  it("answers at once for patterns that make regular expressions backtrack", () => {
    const url = new URL(`https://example.com/${"a".repeat(8000)}`);
    const test = compileGlobs(["/*a*a*a*a*a*a*b", "**/a/**/a/**/a/**/b", "/**/**/**/**/b"]);

    const started = performance.now();
    const matched = test(url);

    expect(matched).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

function segmentsMatch(glob: readonly string[], path: readonly string[]): boolean {
  const [first, ...rest] = glob;
  if (first === undefined) return path.length === 0;
  if (first === "**")
    return path.some((_, skipped) => segmentsMatch(rest, path.slice(skipped))) || segmentsMatch(rest, []);
  const [segment, ...others] = path;
  return segment !== undefined && isMatch(segment, first, { dot: true }) && segmentsMatch(rest, others);
}
