import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identityOf, parseHttpUrl, withoutFragment } from "./identity.ts";

describe("parseHttpUrl", () => {
  it.each([
    [" https://Example.com/a ", undefined, "https://example.com/a"],
    ["../b?x=1#f", "https://example.com/a/c", "https://example.com/b?x=1#f"],
    ["//cdn.example.com/x", "http://example.com/", "http://cdn.example.com/x"],
    ["https://user:secret@example.com/a", undefined, "https://example.com/a"],
    ["https://bücher.example/ä", undefined, "https://xn--bcher-kva.example/%C3%A4"],
  ])("reads %j against %j", (raw, base, expected) => {
    expect(parseHttpUrl(raw, base)?.href).toBe(expected);
  });

  it.each([
    "javascript:alert(1)",
    "mailto:a@b.c",
    "data:text/html,x",
    "ftp://example.com/",
    "file:///etc/passwd",
    "",
    "a",
  ])("refuses %j", (raw) => {
    expect(parseHttpUrl(raw)).toBeUndefined();
  });

  it("refuses a URL that is too long, also when only escaping makes it so", () => {
    expect(parseHttpUrl(`https://example.com/${"a".repeat(8192)}`)).toBeUndefined();
    expect(parseHttpUrl(`https://example.com/${"ä".repeat(4000)}`)).toBeUndefined();
  });

  it("yields a web address or nothing for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.option(fc.string(), { nil: undefined }), (raw, base) => {
        expect(parseHttpUrl(raw, base)?.protocol ?? "http:").toMatch(/^https?:$/);
      }),
    );
  });
});

describe("withoutFragment", () => {
  it("cuts the fragment, also an empty one", () => {
    expect(withoutFragment(new URL("https://example.com/a?b#c")).href).toBe("https://example.com/a?b");
    expect(withoutFragment(new URL("https://example.com/a#")).href).toBe("https://example.com/a");
  });
});

describe("identityOf", () => {
  it.each([
    ["HTTPS://EXAMPLE.com:443/a#b", "https://example.com/a"],
    ["http://example.com:80", "http://example.com/"],
    ["http://example.com:8080/", "http://example.com:8080/"],
    ["https://example.com/a?", "https://example.com/a"],
    ["https://example.com/%7euser/%e4%bD", "https://example.com/~user/%E4%BD"],
    ["https://example.com/a%2fb%3F?x=%26%41", "https://example.com/a%2Fb%3F?x=%26A"],
    ["https://example.com/a/./b/../c", "https://example.com/a/c"],
    ["https://example.com//a//b/", "https://example.com//a//b/"],
    ["https://example.com/Path", "https://example.com/Path"],
    ["https://user:pw@example.com/a", "https://example.com/a"],
    ["https://example.com/100%/%41", "https://example.com/100%/%41"],
  ])("makes %s the same as %s", (spelling, expected) => {
    expect(identityOf(spelling)).toBe(expected);
    expect(identityOf(new URL(spelling))).toBe(expected);
  });

  it("takes a string and a parsed URL for the same", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (spelling) => {
        expect(identityOf(spelling)).toBe(identityOf(new URL(spelling)));
      }),
    );
  });

  it("is idempotent and still names the same resource", () => {
    const path = fc.string({
      unit: fc.constantFrom("a", "Z", "%41", "%2f", "%2E", "%", "%%34", "/", ".", "..", "ä", "+"),
    });
    fc.assert(
      fc.property(path, path, (pathname, query) => {
        const url = new URL(`https://example.com/${pathname}?${query}`);

        const identity = identityOf(url);

        expect(identityOf(identity)).toBe(identity);
        expect(new URL(identity).href).toBe(identity);
        expect(decodeFully(identity)).toBe(decodeFully(url.href));
      }),
    );
  });
});

/** What a server sees after decoding unreserved characters, kept apart from reserved ones. */
function decodeFully(url: string): string {
  const text = url.endsWith("?") ? url.slice(0, -1) : url;
  return text
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => `<${Number.parseInt(hex, 16)}>`)
    .replace(/[A-Za-z.]/g, (c) => `<${c.charCodeAt(0)}>`);
}
