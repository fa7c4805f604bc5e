import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { comparePage, type Score, shorten } from "./compare-page.ts";
import type { Corpus } from "./corpus.ts";
import type { CrawledCorpus } from "./crawl-corpus.ts";
import { readSource, readWritten, showMarkdown } from "./read-pages.ts";
import { encodePath, type FileLinks, findBroken, readFileLinks } from "./snapshot-links.ts";

export interface PageScore extends Score {
  /** Below the corpus' root. */
  readonly path: string;
}

/** Holds every stored page against the HTML that was served. */
export async function scoreCorpus(corpus: Corpus, crawled: CrawledCorpus): Promise<PageScore[]> {
  const places = await readPlaces(crawled);
  const urlOf = new Map(Array.from(crawled.files, ([url, file]) => [file, url] as const).toReversed());
  const links = new Map<string, FileLinks | undefined>([...crawled.files.values()].map((file) => [file, undefined]));
  const scores: (Score & { readonly path: string; readonly file: string })[] = [];
  for (const url of crawled.pages) {
    const file = crawled.files.get(url) ?? "";
    const markdown = withoutFrontMatter(await readFile(join(crawled.snapshot, file), "utf8"));
    const shown = showMarkdown(markdown);
    links.set(file, readFileLinks(shown));
    const source = readSource(await readFile(sourceFile(crawled, url), "utf8"), corpus.theme, (reference) =>
      placeOf(reference, url, crawled, places),
    );
    const written = readWritten(shown, markdown, (reference) => writtenPlace(reference, file, urlOf));
    scores.push({ path: pathOf(url), file, ...comparePage(source, written, corpus.theme.words) });
  }
  return scores.map(({ file, ...score }) => withDestinations(score, links, file));
}

/** With the destinations in the Markdown, which are looked up when all files are known. */
function withDestinations(
  score: PageScore,
  links: ReadonlyMap<string, FileLinks | undefined>,
  file: string,
): PageScore {
  const broken = findBroken(file, links).map((what) => ({ kind: "destination" as const, what: shorten(what) }));
  const expected = { ...score.expected, destination: links.get(file)?.references.length ?? 0 };
  return { ...score, expected, misses: [...score.misses, ...broken] };
}

/** Files with HTML below the start of the crawl. */
export async function countFiles({ start }: Corpus, { source }: CrawledCorpus): Promise<number> {
  const entries = await readdir(join(source, start, ".."), { recursive: true, encoding: "utf8" });
  return entries.filter((entry) => entry.endsWith(".html")).length;
}

const pathOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1)) || "index.html";

function sourceFile({ source }: CrawledCorpus, url: string): string {
  const path = pathOf(url);
  return join(source, path.endsWith("/") ? `${path}index.html` : path);
}

/** The ids of each stored page, by its file. */
async function readPlaces(crawled: CrawledCorpus): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const places = new Map<string, Set<string>>();
  for (const url of crawled.pages) {
    const html = await readFile(sourceFile(crawled, url), "utf8");
    const ids = Array.from(html.matchAll(/\s(?:id|name)="?([^"\s>]+)/g), ([, id = ""]) => id);
    places.set(crawled.files.get(url) ?? "", new Set(ids));
  }
  return places;
}

/** A page or picture by its file in the snapshot, and `#` where it has the place; else the address. */
function placeOf(
  reference: string,
  base: string,
  { files }: CrawledCorpus,
  places: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
  const url = URL.parse(reference, base);
  if (url === null || !/^(?:https?|mailto):/.test(url.protocol)) return undefined;
  const id = decode(url.hash.slice(1));
  const address = url.href.replace(/#.*$/, "");
  const file = files.get(address);
  if (file === undefined) return address;
  return places.get(file)?.has(id) === true ? `${file}#` : file;
}

/** The same of a destination in the Markdown. */
function writtenPlace(reference: string, file: string, urlOf: ReadonlyMap<string, string>): string | undefined {
  if (/^[a-z][a-z\d+.-]*:/i.test(reference)) return URL.parse(reference)?.href.replace(/#.*$/, "");
  const { pathname, hash } = new URL(reference, `file:///${encodePath(file)}`);
  const target = decode(pathname.slice(1));
  return urlOf.has(target) && hash !== "" ? `${target}#` : target;
}

function withoutFrontMatter(text: string): string {
  return text.replace(/^---\n[^]*?\n---\n/, "");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
