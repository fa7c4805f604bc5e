import { compareText } from "./compare-text.ts";
import type { ResolveUrl } from "./resolve-url.ts";

export interface FoldPage {
  readonly url: string;
  readonly hash: string;
  /** Length of the Markdown. */
  readonly length: number;
  readonly canonical?: string | undefined;
  /** Where it offers Markdown of its own. */
  readonly native?: string | undefined;
}

export interface FoldedPage {
  readonly url: string;
  readonly into: string;
  readonly reason: "duplicate" | "canonical-elsewhere";
}

/** Below this, equal text says little (`Coming soon`): only spellings of one URL are folded. */
const telltaleLength = 256;
/** More different pages than this with one canonical URL: a template's mistake, not what the pages mean. */
const maxClaims = 5;

/**
 * Which pages are another page under a second URL: those whose rel=canonical is a stored page and those that are a
 * page's own Markdown, then those with equal content. A function of the set: the order of the pages has no part in it.
 */
export function foldPages(pages: readonly FoldPage[], resolve: ResolveUrl): FoldedPage[] {
  const byUrl = new Map(pages.map((page) => [page.url, page]));
  const claims = findClaims(byUrl, resolve);
  const named = new Set(claims.values());
  const into = honouredClaims(byUrl, claims);
  for (const group of groupBy(pages, (page) => (into.has(page.url) ? undefined : contentKey(page)))) {
    const [primary, ...others] = group.toSorted((a, b) => compareAsPrimary(a.url, b.url, named));
    for (const other of others) if (primary) into.set(other.url, primary.url);
  }
  return [...into.keys()].sort(compareText).map((url) => {
    const first = into.get(url) ?? url;
    // A canonical page may be folded itself, by content: that is one more step and never two.
    const last = into.get(first) ?? first;
    const same = byUrl.get(url)?.hash === byUrl.get(last)?.hash;
    return { url, into: last, reason: same ? "duplicate" : "canonical-elsewhere" };
  });
}

function findClaims(byUrl: ReadonlyMap<string, FoldPage>, resolve: ResolveUrl): Map<string, string> {
  const claims = new Map<string, string>();
  for (const page of byUrl.values()) {
    if (!page.canonical) continue;
    const target = resolve(page.canonical);
    if (target !== undefined && target !== page.url) claims.set(page.url, target);
  }
  for (const url of byUrl.keys()) {
    const twin = twinOf(url, byUrl);
    if (twin !== undefined && !claims.has(url)) claims.set(url, twin);
  }
  for (const [native, owner] of nativeOwners(byUrl.values())) {
    const url = resolve(native);
    if (url !== undefined && url !== owner && !claims.has(url)) claims.set(url, owner);
  }
  return claims;
}

/** Which page each native Markdown is of; what several pages offer as theirs is a template's mistake. */
export function nativeOwners(pages: Iterable<FoldPage>): Map<string, string> {
  const owners = new Map<string, string>();
  const disputed = new Set<string>();
  for (const { url, native } of pages) {
    if (native === undefined || native === url) continue;
    if (owners.has(native)) disputed.add(native);
    else owners.set(native, url);
  }
  return new Map([...owners].filter(([native]) => !disputed.has(native)));
}

const markdownName = /^([^?]+)\.(?:md|markdown)$/i;

/** The page beside which its Markdown lies by the usual names: `a`, `a/` or `a.html` for `a.md`, `a/` for `a/index.md`. */
function twinOf(url: string, byUrl: ReadonlyMap<string, FoldPage>): string | undefined {
  const stem = markdownName.exec(url)?.[1];
  if (stem === undefined) return undefined;
  const names = [stem, `${stem}/`, `${stem}.html`, stem.replace(/\/(?:index|readme)(?:\.html)?$/i, "/")];
  return names.find((name) => name !== url && byUrl.has(name));
}

/** Claims that lead to a page without a claim of its own (so no chains, no cycles) and that not too many make. */
function honouredClaims(byUrl: ReadonlyMap<string, FoldPage>, claims: ReadonlyMap<string, string>) {
  const contents = new Map<string, Set<string>>();
  for (const [url, target] of claims) {
    const hash = byUrl.get(url)?.hash ?? "";
    if (hash === byUrl.get(target)?.hash) continue;
    contents.set(target, (contents.get(target) ?? new Set()).add(hash));
  }
  const isSound = (target: string): boolean => !claims.has(target) && (contents.get(target)?.size ?? 0) <= maxClaims;
  return new Map([...claims].filter(([, target]) => isSound(target)));
}

const contentKey = (page: FoldPage): string =>
  page.length >= telltaleLength ? page.hash : `${page.hash} ${plainForm(page.url)}`;

const indexName = /\/(?:index|default)\.(?:html?|php|aspx?)$/i;

/** The URL without what sites commonly allow to vary: query, index file, trailing slash, `.html`. */
function plainForm(url: string): string {
  return withoutQuery(url)
    .replace(indexName, "/")
    .replace(/\.html?$/i, "")
    .replace(/\/$/, "");
}

const withoutQuery = (url: string): string => url.split("?", 1)[0] ?? url;

function compareAsPrimary(a: string, b: string, named: ReadonlySet<string>): number {
  return (
    Number(named.has(b)) - Number(named.has(a)) ||
    Number(a.includes("?")) - Number(b.includes("?")) ||
    Number(indexName.test(withoutQuery(a))) - Number(indexName.test(withoutQuery(b))) ||
    a.length - b.length ||
    compareText(a, b)
  );
}

function groupBy(pages: readonly FoldPage[], keyOf: (page: FoldPage) => string | undefined): FoldPage[][] {
  const groups = new Map<string, FoldPage[]>();
  for (const page of pages) {
    const key = keyOf(page);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(page);
    else groups.set(key, [page]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
