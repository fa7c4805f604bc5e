import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readHtml } from "../../../crawler/worker/read-html.ts";
import { exists } from "../../cache-directory.ts";
import type { BuiltPage, BuiltSite } from "../sites/build-site.ts";
import { tabItems, takeFormulas } from "./extras-items.ts";
import { heldBy } from "./held-by-html.ts";
import { placeOf, urlOf } from "./link-places.ts";
import { parseHtmlTree, parseMarkdown } from "./markdown-tree.ts";
import { type Item, outlineOf } from "./outline.ts";
import { pythonMarkdownItems } from "./python-markdown-items.ts";
import { type PageScore, scorePage } from "./score.ts";
import { sphinxItems } from "./sphinx-items.ts";
import { markdownItems } from "./source-items.ts";

export interface ScoredPage {
  readonly path: string;
  readonly score: PageScore;
}

/** Turns a page's HTML into Markdown; ours, or a peer's. */
export type ToMarkdown = (html: string, url: string) => string | Promise<string>;

export const ours: ToMarkdown = (html, url) =>
  readHtml(html, { url, scopeHosts: new Set(["site.test"]), extraction: { removeSelectors: [] }, collectAssets: false })
    .markdown;

/** Scores every page of a site that the generator built; `unbuilt` pages are those that it left out. */
export async function scoreSite(
  site: BuiltSite,
  toMarkdown: ToMarkdown,
): Promise<{ readonly pages: readonly ScoredPage[]; readonly unbuilt: readonly string[] }> {
  const pages: ScoredPage[] = [];
  const unbuilt: string[] = [];
  for (const page of site.pages) {
    const file = site.builder.builtFile(page.path);
    if (!(await exists(join(site.root, file)))) {
      unbuilt.push(page.path);
      continue;
    }
    const html = await readFile(join(site.root, file), "utf8");
    const url = urlOf(file.replace(/(^|\/)index\.html$/, "$1"));
    const target = (reference: string): string | undefined => placeOf(reference, url);
    const markdown = await toMarkdown(html, url);
    const written =
      site.source.hasExtras === true ? withExtras(markdown, target) : outlineOf(parseMarkdown(markdown), { target });
    const source = await sourceItems(site, page);
    pages.push({
      path: page.path,
      score: scorePage(source, withoutGivenTitle(written, source), heldBy(parseHtmlTree(html), target)),
    });
  }
  return { pages, unbuilt };
}

/** Tabs and formulas count where the source has them: in other prose, a line in bold is a line in bold. */
function withExtras(markdown: string, target: (reference: string) => string | undefined): Item[] {
  const { markdown: rest, formulas } = takeFormulas(markdown);
  const tree = parseMarkdown(rest);
  return [...outlineOf(tree, { target }), ...tabItems(tree), ...formulas];
}

/** A page whose source has no title of its own gets one from its generator: neither right nor wrong. */
function withoutGivenTitle(written: readonly Item[], source: readonly Item[]): readonly Item[] {
  if (source.some(isTitle)) return written;
  const given = written.find(isTitle);
  return written.filter((item) => item !== given);
}

const isTitle = ({ kind, key }: Item): boolean => kind === "heading" && key.startsWith("h1|");

async function sourceItems(site: BuiltSite, { path, text }: BuiltPage): Promise<Item[]> {
  if (site.source.hasExtras === true) return withExtras(text, (reference) => placeOf(reference, urlOf(path)));
  const tree = site.builder.treeFile?.(path);
  if (tree === undefined) return markdownItems(site, path, text);
  const written = await readFile(join(site.root, tree), "utf8");
  return tree.endsWith(".xml") ? sphinxItems(written, path) : pythonMarkdownItems(written, path);
}
