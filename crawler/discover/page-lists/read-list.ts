import type { Found, ListFormat } from "../../messages.ts";
import { parseLlmsTxt } from "../llms-txt.ts";
import { parseSitemap } from "../sitemap.ts";
import { readDocsifySidebar } from "./docsify-sidebar.ts";
import { readJavadocElementList } from "./javadoc-element-list.ts";
import { readLinkedPages } from "./linked-pages.ts";
import { readMkdocsSearchIndex } from "./mkdocs-search-index.ts";
import { readSphinxInventory } from "./sphinx-inventory.ts";
import { readSphinxSearchIndex } from "./sphinx-searchindex.ts";
import { readVitepressHashMap } from "./vitepress-hashmap.ts";

/**
 * What a page list names. `body` is the decoded response body, `text` its text, made only where needed; `url` is the
 * list's final, absolute http URL. Bounded in time and size; a list that cannot be read is empty.
 */
export function readList(format: ListFormat, body: Uint8Array, text: () => string, url: string): Found[] {
  switch (format) {
    case "sitemap":
      return parseSitemap(body, url).found;
    case "llms-txt":
      return parseLlmsTxt(text(), url);
    case "sphinx-inventory":
      return readSphinxInventory(body, url);
    case "sphinx-searchindex":
      return readSphinxSearchIndex(text(), url);
    case "mkdocs-search-index":
      return readMkdocsSearchIndex(text(), url);
    case "vitepress-hashmap":
      return readVitepressHashMap(text(), url);
    case "mdbook-toc":
    case "rustdoc-all":
      return readLinkedPages(text(), url);
    case "javadoc-element-list":
      return readJavadocElementList(text(), url);
    case "docsify-sidebar":
      return readDocsifySidebar(text(), url);
    default:
      return format satisfies never;
  }
}
