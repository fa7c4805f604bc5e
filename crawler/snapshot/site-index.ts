import { compareText } from "./compare-text.ts";
import { foldPages, nativeOwners, type FoldedPage, type FoldPage } from "./fold.ts";
import { FragmentIndex } from "./fragments.ts";
import { decideCuts, findEdges, type PageEdges, type Range } from "./furniture.ts";
import { createPlaceOf, type LinkPlace } from "./link-place.ts";
import { splitLinkUrl } from "./link-url.ts";
import type { PublishInput, StoredEntry } from "./publish-input.ts";
import { createResolver, type ResolveUrl } from "./resolve-url.ts";
import { readSources, type SourcePage } from "./sources.ts";
import { readContentTypes } from "./content-types.ts";
import { assignPaths } from "../url/file-path.ts";

/** What the whole site says about its pages: all that a page's mending needs beside the page itself. */
export interface SiteIndex {
  /** Pages that get a file, sorted by URL. */
  readonly pages: readonly StoredEntry[];
  readonly assets: readonly StoredEntry[];
  readonly folded: readonly FoldedPage[];
  /** The page that a URL leads to, by another spelling, a redirect or folding too. */
  readonly pageOf: ResolveUrl;
  readonly assetOf: ResolveUrl;
  /** The page and the place in it that a link's URL leads to. */
  readonly placeOf: (url: string) => LinkPlace | undefined;
  /** Other URLs of a page or an asset, sorted. */
  readonly pageAliases: ReadonlyMap<string, readonly string[]>;
  readonly assetAliases: ReadonlyMap<string, readonly string[]>;
  readonly pagePaths: ReadonlyMap<string, string>;
  readonly assetPaths: ReadonlyMap<string, string>;
  readonly fragments: FragmentIndex;
  readonly cuts: ReadonlyMap<string, readonly Range[]>;
  /** Ids of each page that links name. */
  readonly wantedIds: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Pass one: reads every page's record and keeps little of each. */
export async function buildSiteIndex(input: PublishInput): Promise<SiteIndex> {
  const { query } = input.plan.scope;
  const facts = await readFacts(input);
  const onward = new Map([...nativeOwners(facts.pages), ...input.redirects]);
  const storedPageOf = createResolver(urlsOf(input.pages), onward, query);
  const folded = foldPages(facts.pages, storedPageOf);
  const folds = new Map(folded.map(({ url, into }) => [url, into]));
  const pages = sortedEntries(input.pages.filter((page) => !folds.has(page.url)));
  const assets = sortedEntries(input.assets);
  const pageOf: ResolveUrl = (url) => {
    const stored = storedPageOf(url);
    return stored === undefined ? undefined : (folds.get(stored) ?? stored);
  };
  const assetOf = createResolver(urlsOf(assets), input.redirects, query);
  const cuts = decideCuts(new Map([...facts.edges].filter(([url]) => !folds.has(url))));
  const otherUrls = [...onward.keys(), ...folds.keys()];
  return {
    pages,
    assets,
    folded,
    pageOf,
    assetOf,
    pageAliases: aliasesOf(otherUrls, pageOf),
    assetAliases: aliasesOf(input.redirects.keys(), assetOf),
    pagePaths: pathsOf(input, pages, "page"),
    assetPaths: pathsOf(input, assets, "asset", await readContentTypes(input)),
    fragments: facts.fragments,
    cuts,
    placeOf: createPlaceOf({ pageOf, fragments: facts.fragments, cuts }),
    wantedIds: byPage(facts.wanted, pageOf),
  };
}

const urlsOf = (entries: readonly StoredEntry[]): string[] => entries.map((entry) => entry.url);

interface Facts {
  readonly pages: FoldPage[];
  readonly fragments: FragmentIndex;
  readonly edges: Map<string, PageEdges>;
  /** By the URLs that links name, aliases not yet resolved. */
  readonly wanted: Map<string, Set<string>>;
}

async function readFacts(input: PublishInput): Promise<Facts> {
  const facts: Facts = { pages: [], fragments: new FragmentIndex(), edges: new Map(), wanted: new Map() };
  const hashes = new Map<string, string>();
  const oneOf = (hash: string): string => hashes.get(hash) ?? (hashes.set(hash, hash), hash);
  for await (const page of readSources({ ...input, snapshot: input.plan.snapshot }, input.pages)) {
    const { record, stored, length } = page;
    const canonical = record.canonical === undefined ? undefined : splitLinkUrl(record.canonical).page;
    const native = input.plan.discovery.nativeMarkdown ? record.native : undefined;
    facts.pages.push({ url: stored.url, hash: record.hash, length, canonical, native });
    facts.fragments.add(stored.url, record);
    if (record.blocks.length > 0) {
      // Hashes repeat over the site, and each line's JSON gives a new string: one of each is kept.
      const blocks = record.blocks.map((block) => ({ ...block, hash: oneOf(block.hash) }));
      facts.edges.set(stored.url, findEdges(blocks, record.headings, length));
    }
    addWanted(facts.wanted, page);
  }
  return facts;
}

function addWanted(wanted: Map<string, Set<string>>, { record }: SourcePage): void {
  for (const link of record.links) {
    if (link.image || !link.url.includes("#")) continue;
    const { page, id } = splitLinkUrl(link.url);
    if (id === undefined) continue;
    const ids = wanted.get(page);
    if (ids) ids.add(id);
    else wanted.set(page, new Set([id]));
  }
}

const sortedEntries = (entries: readonly StoredEntry[]): StoredEntry[] =>
  entries.toSorted((a, b) => compareText(a.url, b.url));

function aliasesOf(urls: Iterable<string>, resolve: ResolveUrl): Map<string, readonly string[]> {
  const aliases = new Map<string, Set<string>>();
  for (const url of urls) {
    const target = resolve(url);
    if (target === undefined || target === url) continue;
    const known = aliases.get(target);
    if (known) known.add(url);
    else aliases.set(target, new Set([url]));
  }
  return new Map([...aliases].map(([url, known]) => [url, [...known].sort(compareText)]));
}

function pathsOf(
  input: PublishInput,
  entries: readonly StoredEntry[],
  kind: "page" | "asset",
  contentTypes: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const primaryHost = new URL(input.plan.url).host;
  return assignPaths(urlsOf(entries), { primaryHost, kind, contentTypes });
}

function byPage(wanted: ReadonlyMap<string, ReadonlySet<string>>, pageOf: ResolveUrl) {
  const result = new Map<string, Set<string>>();
  for (const [url, ids] of wanted) {
    const page = pageOf(url);
    if (page === undefined) continue;
    const known = result.get(page) ?? new Set<string>();
    for (const id of ids) known.add(id);
    result.set(page, known);
  }
  return result;
}
