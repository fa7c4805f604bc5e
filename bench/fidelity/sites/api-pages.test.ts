import { describe, expect, it } from "vitest";
import { identifierOf, linkFromRoot, shiftHeadings } from "./api-pages.ts";

const built = (source: string): string => source.replace(/\.md$/, ".html");

describe("prose beside an API", () => {
  it("is called by a name that every language takes", () => {
    expect(identifierOf("best-practices/client certificate.md")).toBe("best_practices_client_certificate");
  });

  it("has its headings one level lower, but for signs in code", () => {
    expect(shiftHeadings("# A\n\n```sh\n# comment\n```\n\n## B")).toBe("## A\n\n```sh\n# comment\n```\n\n### B");
  });

  it("links pages from the root, and leaves other links alone", () => {
    const markdown = "[a](../b.md#c) and [d](https://example.com/e.md) and `[f](g.html)`";

    expect(linkFromRoot(markdown, "guide/x.md", built)).toBe(
      "[a](/b.html#c) and [d](https://example.com/e.md) and `[f](g.html)`",
    );
  });
});
