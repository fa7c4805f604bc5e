import { compareText } from "./compare-text.ts";
import { encodeSegment } from "./link-url.ts";
import { pageFile } from "./layout.ts";

export interface ListedPage {
  readonly url: string;
  readonly path: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly breadcrumb: readonly string[];
}

/** A line of an index, not a summary of its page. */
const maxDescription = 200;

/** The index of a snapshot in the form of https://llmstxt.org: title, summary, then sections of links. */
export function buildLlmsTxt(pages: readonly ListedPage[], siteUrl: string): string {
  const home = pages.find((page) => page.url === siteUrl) ?? shallowest(pages);
  const summary = home?.description ? [`> ${oneLine(home.description)}`] : [];
  const sections = [...bySection(pages)].map(([name, listed]) =>
    [`## ${escapeText(name)}`, "", ...listed.map(lineOf)].join("\n"),
  );
  return `${[`# ${escapeText(oneLine(home?.title || siteUrl))}`, ...summary, ...sections].join("\n\n")}\n`;
}

function shallowest(pages: readonly ListedPage[]): ListedPage | undefined {
  const depth = (page: ListedPage): number => page.path.split("/").length;
  return pages.toSorted((a, b) => depth(a) - depth(b) || compareText(a.path, b.path))[0];
}

function bySection(pages: readonly ListedPage[]): Map<string, ListedPage[]> {
  const sorted = pages.toSorted((a, b) => compareText(a.path, b.path));
  const shared = sharedFolders(sorted.map((page) => page.path));
  const folders = new Map<string, ListedPage[]>();
  for (const page of sorted) {
    const below = page.path.split("/").slice(shared);
    const folder = below.length > 1 ? (below[0] ?? "") : "";
    const listed = folders.get(folder);
    if (listed) listed.push(page);
    else folders.set(folder, [page]);
  }
  const named = new Map<string, ListedPage[]>();
  for (const [folder, listed] of [...folders].sort(([a], [b]) => compareText(a, b))) {
    const name = folder === "" ? "Docs" : sectionName(folder, listed);
    named.set(name, [...(named.get(name) ?? []), ...listed]);
  }
  return named;
}

/** Folders that all pages are in say nothing about any of them. */
function sharedFolders(paths: readonly string[]): number {
  const [first = "", ...others] = paths.map((path) => path.split("/").slice(0, -1));
  let shared = 0;
  while (shared < first.length && others.every((folders) => folders[shared] === first[shared])) shared++;
  return shared;
}

/** What the pages' breadcrumbs agree on, or the folder's name in words. */
function sectionName(folder: string, pages: readonly ListedPage[]): string {
  const [first] = pages.filter((page) => page.breadcrumb.length > 0);
  const crumb = first?.breadcrumb[0];
  const agreed = crumb && pages.every(({ breadcrumb }) => breadcrumb.length === 0 || breadcrumb[0] === crumb);
  if (agreed) return oneLine(crumb);
  const words = folder.replaceAll(/[-_]+/g, " ").trim();
  return words === "" ? folder : words.charAt(0).toUpperCase() + words.slice(1);
}

function lineOf({ path, title, description }: ListedPage): string {
  const link = `- [${escapeText(oneLine(title) || path)}](${pageFile(path).split("/").map(encodeSegment).join("/")})`;
  const text = description ? oneLine(description) : "";
  return text === "" ? link : `${link}: ${shortened(text)}`;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

const escapeText = (text: string): string => text.replaceAll(/[\\[\]<`]/g, (character) => `\\${character}`);

const shortened = (text: string): string =>
  text.length <= maxDescription
    ? text
    : `${text
        .slice(0, maxDescription - 1)
        .toWellFormed()
        .trimEnd()}…`;
