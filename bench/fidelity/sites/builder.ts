import type { Tool } from "./tools.ts";

/** How one generator makes a site of a folder of Markdown. */
export interface Builder {
  /** Of the generator, or of the generator and its theme. */
  readonly name: string;
  /** Builders with the same tool share its folder. */
  readonly toolName: string;
  readonly tool: Tool;
  /** Rewrites a page of ours (CommonMark with GitHub's extensions) into what the generator takes; absent: as it is. */
  readonly dialect?: (markdown: string, path: string) => string;
  /** What a reader is to find of a page of ours, where that is not all of it; absent: all. */
  readonly understood?: (markdown: string, path: string) => string;
  /** It is so for prose by other hands too, since it is not `dialect` that makes the difference. */
  readonly understandsAllSo?: true;
  build(input: BuildInput): Promise<void>;
  /** The built file of a source file, both relative. */
  builtFile(source: string): string;
  /** A second output that holds the generator's own syntax tree of each page, where it can write one. */
  readonly treeFile?: (source: string) => string;
}

export interface BuildInput {
  /** Folder of the tool, from `bringTool`. */
  readonly tool: string;
  /** Folder to build in, below the tool's, so that its packages are found; the sources lie in `docs` there. */
  readonly work: string;
  /** The sources, relative to `docs`, sorted. */
  readonly pages: readonly string[];
  /** Where the site is to go. */
  readonly out: string;
}

/** `a/b.md` becomes `a/b/index.html`; an index or README stands for its folder. */
export function asFolder(source: string): string {
  const bare = source.replace(/\.\w+$/, "");
  const folder = bare.replace(/(^|\/)(?:index|README)$/i, "$1").replace(/\/$/, "");
  return folder === "" ? "index.html" : `${folder}/index.html`;
}

/** `a/b.md` becomes `a/b.html`; a README is its folder's index. */
export function asFile(source: string): string {
  return source.replace(/\.\w+$/, ".html").replace(/(^|\/)README\.html$/i, "$1index.html");
}
