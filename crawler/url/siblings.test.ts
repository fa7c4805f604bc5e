import { describe, expect, it } from "vitest";
import { createSiblingTest, type SiblingEvidence } from "./siblings.ts";

const origin = "https://example.com";
const at = (path: string): URL => new URL(path, origin);

function sibling(
  start: string,
  url: string,
  evidence: Partial<SiblingEvidence> & { paths?: string[] } = {},
): string | undefined {
  const links = (evidence.paths ?? []).map((path) => at(path).href);
  return createSiblingTest(at(start), { alternates: [], links, ...evidence })(at(url));
}

describe("a start URL with a version", () => {
  it.each([
    ["/en/latest/", "/en/stable/intro.html", "other-version"],
    ["/en/latest/", "/en/latest/intro.html", undefined],
    ["/en/latest/", "/en/v2.1/intro.html", "other-version"],
    ["/en/latest/", "/en/dev/intro.html", "other-version"],
    ["/docs/2.x/intro", "/docs/1.0.0-rc1/intro", "other-version"],
    ["/docs/2.x/intro", "/blog/1.0/intro", undefined],
    ["/docs/latest/", "/docs/2023/", undefined],
    ["/3/library/", "/3.12/library/", "other-version"],
    ["/lesson/1", "/lesson/2", undefined],
    ["/book/1/a", "/book/2/a", undefined],
    ["/guide/next/", "/guide/dev/", undefined],
  ])("%s has %s as %s", (start, url, expected) => {
    expect(sibling(start, url)).toBe(expected);
  });

  it("takes bare numbers for versions when a clear one is linked beside them", () => {
    expect(sibling("/docs/16/", "/docs/15/a.html", { paths: ["/docs/9.6/"] })).toBe("other-version");
  });
});

describe("a start URL without a version", () => {
  it("leaves out clear versions directly below it", () => {
    expect(sibling("/docs/", "/docs/2.x/intro")).toBe("other-version");
    expect(sibling("/docs/intro", "/docs/2.x/intro")).toBe("other-version");
    expect(sibling("/docs/", "/docs/guide/2.x/intro")).toBeUndefined();
  });

  it("takes `next` for a chapter, unless clear versions stand beside it", () => {
    expect(sibling("/docs/", "/docs/next/intro", { paths: ["/docs/intro"] })).toBeUndefined();
    expect(sibling("/docs/", "/docs/next/intro", { paths: ["/docs/intro", "/docs/2.x/intro"] })).toBe("other-version");
  });

  it("reads release notes of every version", () => {
    expect(sibling("/docs/releases/", "/docs/releases/2.1/")).toBeUndefined();
  });

  it("reads the best version where the start page leads to nothing but versions", () => {
    const paths = ["/docs/", "/docs/1.9/", "/docs/1.10/", "/docs/2.0-rc1/", "/blog/"];

    expect(sibling("/docs/", "/docs/1.10/a", { paths })).toBeUndefined();
    expect(sibling("/docs/", "/docs/1.9/a", { paths })).toBe("other-version");
    expect(sibling("/docs/", "/docs/2.0-rc1/a", { paths })).toBe("other-version");
  });
});

describe("languages", () => {
  it.each([
    ["/en/latest/", "/fr/latest/a", "en", "other-language"],
    ["/en/latest/", "/pt-br/stable/a", "en-US", "other-language"],
    ["/en-us/docs/", "/en-gb/docs/", "en-US", "other-language"],
    ["/en/", "/go/", "en", undefined],
    ["/is/intro", "/go/intro", "en", undefined],
    ["/is/intro", "/fr/intro", "en", undefined],
    ["/docs/", "/fr/docs/", "en", undefined],
  ])("%s has %s, with the page in %s, as %s", (start, url, language, expected) => {
    expect(sibling(start, url, { language })).toBe(expected);
  });

  it("finds the version beside another version's translation", () => {
    expect(sibling("/en/latest/", "/en/stable/", { language: "en" })).toBe("other-version");
  });

  it("takes the prefixes that hreflang names, but never the start page's own", () => {
    const alternates = [
      { language: "en", url: `${origin}/docs/intro` },
      { language: "x-default", url: `${origin}/docs/intro` },
      { language: "de", url: `${origin}/docs/de/intro` },
      { language: "fr", url: `${origin}/fr/docs/intro` },
      { language: "it", url: "https://it.example.com/docs/intro" },
      { language: "es", url: `${origin}/docs/intro?hl=es` },
    ];

    expect(sibling("/docs/intro", "/docs/de/guide", { alternates })).toBe("other-language");
    expect(sibling("/docs/intro", "/fr/docs/guide", { alternates })).toBe("other-language");
    expect(sibling("/docs/intro", "/docs/guide", { alternates })).toBeUndefined();
  });

  it("ignores alternates that are no URLs", () => {
    expect(sibling("/docs/", "/docs/a", { alternates: [{ language: "de", url: "::" }] })).toBeUndefined();
  });
});
