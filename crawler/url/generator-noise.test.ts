import { expect, it } from "vitest";
import { generatorNoise } from "./generator-noise.ts";

it.each([
  ["sphinx", "/en/latest/", "/en/latest/genindex.html", true],
  ["sphinx", "/en/latest/", "/en/latest/genindex-A.html", true],
  ["sphinx", "/en/latest/", "/en/latest/genindex/", true],
  ["sphinx", "/en/latest/", "/en/latest/py-modindex.html", true],
  ["sphinx", "/en/latest/", "/en/latest/_modules/pkg/mod.html", true],
  ["sphinx", "/en/latest/", "/en/latest/_sources/index.rst.txt", true],
  ["sphinx", "/en/latest/", "/en/latest/search.html", true],
  ["sphinx", "/en/latest/", "/en/latest/guide/search.html", false],
  ["sphinx", undefined, "/en/latest/search.html", true],
  ["sphinx", undefined, "/en/latest/guide/search.html", false],
  ["sphinx", "/", "/guide/modules.html", false],
  ["mdbook", "/rust-by-example/", "/rust-by-example/print.html", true],
  ["mdbook", "/rust-by-example/", "/rust-by-example/hello/print.html", false],
  ["doxygen", "/", "/foo_8h_source.html", true],
  ["doxygen", "/", "/open_source.html", false],
  ["doxygen", "/", "/functions_func_a.html", true],
  ["doxygen", "/", "/functions_guide.html", false],
  ["doxygen", "/", "/search/all_0.html", true],
  ["rustdoc", "/serde/", "/src/serde/lib.rs.html", true],
  ["rustdoc", "/serde/", "/serde/src/index.html", false],
  ["rustdoc", "/serde/", "/settings.html", true],
  ["rustdoc", "/serde/", "/serde/fn.help.html", false],
  ["javadoc", "/api/", "/api/java/util/class-use/List.html", true],
  ["javadoc", "/api/", "/api/index-all.html", true],
  ["javadoc", "/api/", "/api/java/util/package-tree.html", true],
  ["javadoc", "/api/", "/api/java/util/List.html", false],
  ["docsy", "/docs/", "/docs/_print/", true],
  ["mkdocs-material", "/", "/guide/search.html", false],
  ["generic", "/", "/genindex.html", false],
])("%s started at %s: %s is noise: %s", (generator, start, path, expected) => {
  const origin = "https://example.com";

  expect(generatorNoise(generator, new URL(path, origin), start ? new URL(start, origin) : undefined)).toBe(expected);
});
