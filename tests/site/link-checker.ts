import { readdir, readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import GithubSlugger from "github-slugger";

/** A Markdown file as a viewer sees it: where its links lead, and what can be linked to in it. */
interface MarkdownFile {
  readonly destinations: readonly string[];
  readonly anchors: ReadonlySet<string>;
}

/** Every relative link of every page of the snapshot that leads to no file, or to no place in it: `page -> link`. */
export async function findBrokenLinks(snapshot: string): Promise<string[]> {
  const files = new Set(await listFiles(snapshot));
  const pages = new Map<string, MarkdownFile>();
  for (const file of files) {
    if (file.startsWith("pages/")) pages.set(file, readMarkdownFile(await readFile(join(snapshot, file), "utf8")));
  }
  return [...pages].flatMap(([file, { destinations }]) =>
    destinations.filter((to) => !resolves(file, to, files, pages)).map((to) => `${file} -> ${to}`),
  );
}

export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function resolves(
  from: string,
  destination: string,
  files: ReadonlySet<string>,
  pages: ReadonlyMap<string, MarkdownFile>,
): boolean {
  if (/^[a-z][a-z0-9+.-]*:/i.test(destination)) return true;
  const [path = "", fragment] = destination.split("#", 2);
  const target = path === "" ? from : posix.join(posix.dirname(from), decodeURIComponent(path));
  if (!files.has(target)) return false;
  return fragment === undefined || (pages.get(target)?.anchors.has(decodeURIComponent(fragment)) ?? false);
}

function readMarkdownFile(text: string): MarkdownFile {
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  const destinations: string[] = [];
  for (const line of linesOutsideCode(text.replace(/^---\n[\s\S]*?\n---\n/, ""))) {
    const heading = /^#{1,6} (.*)$/.exec(line)?.[1];
    if (heading !== undefined) anchors.add(slugger.slug(plainText(heading)));
    for (const [, id = ""] of line.matchAll(/<a id="([^"]*)"/g)) anchors.add(id);
    const prose = line.replaceAll(/`+[^`]*`+/g, "");
    for (const [, angled, plain] of prose.matchAll(/\]\((?:<([^>]*)>|([^\s()]*))/g))
      destinations.push(angled ?? plain ?? "");
    for (const [, source = ""] of prose.matchAll(/<(?:img|a)[^>]* (?:src|href)="([^"]*)"/g)) destinations.push(source);
  }
  return { destinations, anchors };
}

function* linesOutsideCode(text: string): Generator<string> {
  let fence: string | undefined;
  for (const line of text.split("\n")) {
    const run = /^[ >]*(?:[-*+] |\d+[.)] )?[ >]*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined) {
      fence = run;
      if (run === undefined) yield line;
    } else if (run?.startsWith(fence) === true) fence = undefined;
  }
}

function plainText(heading: string): string {
  return heading
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/(?<!\\)[`*]/g, "")
    .replaceAll(/\\([!-/:-@[-`{-~])/g, "$1");
}
