import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Random } from "./random.ts";
import { buildPage, type PageLink } from "./synthetic-page.ts";

/** Pages of a section; its index page counts as one of them. */
const SECTION_PAGES = 50;

/**
 * Writes a documentation site of exactly `pages` pages of a few kB: a start page, sections with an index each,
 * neighbours and cross links. The same size gives the same bytes.
 */
export async function writeSyntheticSite(directory: string, pages: number): Promise<void> {
  const paths = listPaths(pages);
  for (const [number, path] of paths.entries()) {
    const file = join(directory, path);
    if (path.endsWith("index.html")) await mkdir(join(file, ".."), { recursive: true });
    await writeFile(file, buildPage(number, linksOf(paths, number), new Random(number + 1)));
  }
}

/** Number 0 is the start page; a section begins at every 50th number after it. */
function listPaths(pages: number): readonly string[] {
  return Array.from({ length: pages }, (_, number) => {
    if (number === 0) return "index.html";
    const place = (number - 1) % SECTION_PAGES;
    return `${sectionOf(number)}/${place === 0 ? "index" : `page-${place}`}.html`;
  });
}

function sectionOf(number: number): string {
  return `section-${Math.floor((number - 1) / SECTION_PAGES)}`;
}

interface SiteLinks {
  readonly navigation: readonly PageLink[];
  readonly content: readonly PageLink[];
}

function linksOf(paths: readonly string[], number: number): SiteLinks {
  const random = new Random(number + 1_000_003);
  const link = (target: number): PageLink => ({ href: `/${paths[target] ?? ""}`, number: target });
  const start = number - ((number - 1) % SECTION_PAGES);
  const isSectionIndex = number > 0 && number === start;
  const members = number === 0 ? [] : range(start, Math.min(start + SECTION_PAGES, paths.length));
  const around = members.filter((member) => Math.abs(member - number) <= 6);
  const sections = range(0, Math.ceil((paths.length - 1) / SECTION_PAGES)).map(
    (section) => section * SECTION_PAGES + 1,
  );
  const across = Array.from({ length: 4 }, () => random.below(paths.length));
  return {
    navigation: (number === 0 ? [] : [0, start, ...around]).map(link),
    content: (number === 0 ? sections : [...(isSectionIndex ? members : []), ...across]).map(link),
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
