import type { Found, ListFormat } from "../messages.ts";
import { languageTag } from "../url/language-segment.ts";
import { startFolder } from "../url/start-folder.ts";
import { versionKind } from "../url/version-segment.ts";
import { FoundUrls } from "./found-urls.ts";

/**
 * The lists that may exist for any site: sitemap and llms.txt at the origin and in the start URL's folder; and those of
 * the generator that made the start page, where that folder is the documentation's root. What robots.txt and the pages
 * name comes beside these.
 */
export function seedCandidates(startUrl: URL, generator: string): Found[] {
  const folder = startFolder(startUrl);
  const common = listsAt(startUrl, ["/", folder], [sitemap, llmsTxt]);
  const own = listsAt(startUrl, [folder], listsOf(generator.toLowerCase(), startUrl));
  // VitePress writes its map into each page, with how pages are addressed: one of them is enough.
  const inline: readonly Found[] = generator === "vitepress" ? [inlineHashMap(startUrl)] : [];
  const known = new Set(common.map(({ url }) => url));
  return [...common, ...own.filter(({ url }) => !known.has(url)), ...inline];
}

const inlineHashMap = ({ href }: URL): Found => ({
  url: href.split("#", 1)[0] ?? href,
  kind: "list",
  format: "vitepress-hashmap",
});

/**
 * The lists that a page of this generator suggests. `rootHint` is the documentation's root, absolute or relative to the
 * page (Sphinx's `data-content_root`). Nothing where neither that nor the address tells the root: a guess from each page
 * would be a request for each of a site's folders.
 */
export function listCandidates(generator: string, pageUrl: string, rootHint: string | undefined): Found[] {
  const page = URL.parse(pageUrl);
  const root = page === null ? undefined : rootOf(page, rootHint);
  return page === null || root === undefined ? [] : listsAt(page, [root], listsOf(generator.toLowerCase(), page));
}

type List = readonly [format: ListFormat, path: string];

function listsOf(generator: string, page: URL): readonly List[] {
  const known = generatorLists.find(([family]) => generator.startsWith(family))?.[1] ?? [];
  // These two do not say whether addresses end in `.html`: only where the page itself proves it.
  const needsProof: ReadonlySet<string> = new Set<ListFormat>(["sphinx-searchindex", "vitepress-hashmap"]);
  return page.pathname.endsWith(".html") ? known : known.filter(([format]) => !needsProof.has(format));
}

const sitemap: List = ["sitemap", "sitemap.xml"];
const llmsTxt: List = ["llms-txt", "llms.txt"];

const generatorLists: readonly (readonly [family: string, lists: readonly List[]])[] = [
  [
    "sphinx",
    [
      ["sphinx-inventory", "objects.inv"],
      ["sphinx-searchindex", "searchindex.js"],
    ],
  ],
  ["mkdocs", [["mkdocs-search-index", "search/search_index.json"], sitemap]],
  ["material", [["mkdocs-search-index", "search/search_index.json"], sitemap]],
  ["docusaurus", [sitemap]],
  ["vitepress", [["vitepress-hashmap", "hashmap.json"], sitemap]],
  ["vuepress", [sitemap]],
  ["mdbook", [["mdbook-toc", "toc.html"]]],
  ["starlight", [["sitemap", "sitemap-index.xml"]]],
  ["astro", [["sitemap", "sitemap-index.xml"]]],
  ["nextra", [sitemap]],
  ["mintlify", [llmsTxt, sitemap, ["llms-txt", ".well-known/llms.txt"]]],
  ["gitbook", [llmsTxt, sitemap]],
  ["readme", [llmsTxt, sitemap]],
  [
    "docsify",
    [
      ["docsify-sidebar", "_sidebar.md"],
      ["docsify-sidebar", "_navbar.md"],
    ],
  ],
  ["rustdoc", [["rustdoc-all", "all.html"]]],
  [
    "javadoc",
    [
      ["javadoc-element-list", "element-list"],
      ["javadoc-element-list", "allclasses-index.html"],
    ],
  ],
  ["docsy", [sitemap, llmsTxt]],
  ["hugo", [sitemap]],
  ["antora", [sitemap]],
];

function rootOf(page: URL, rootHint: string | undefined): string | undefined {
  const hinted = rootHint === undefined ? null : URL.parse(rootHint, page.href);
  if (hinted?.host === page.host) return hinted.pathname.slice(0, hinted.pathname.lastIndexOf("/") + 1);
  return namedRoot(page);
}

/** `/en/latest/` of `/en/latest/guide/page.html`: documentation starts where its language and version stand. */
function namedRoot(page: URL): string | undefined {
  const segments = page.pathname.split("/").slice(1, -1);
  const last = segments.findLastIndex((segment, index) => {
    const isVersion = versionKind(segment) === "sure";
    return isVersion || (index === 0 && languageTag(segment) !== undefined);
  });
  return last < 0 ? undefined : `/${segments.slice(0, last + 1).join("/")}/`;
}

function listsAt(site: URL, folders: readonly string[], lists: readonly List[]): Found[] {
  const urls = new FoundUrls(site.origin);
  for (const [format, path] of lists) {
    for (const folder of folders) urls.addList(site.origin + folder + path, format);
  }
  return urls.all;
}
