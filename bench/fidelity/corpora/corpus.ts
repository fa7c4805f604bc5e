/** Documentation that a Debian package carries as HTML, and where a person who looks at its theme sees the content. */
export interface Corpus {
  readonly package: string;
  /** Who made the HTML, for a reader of the report. */
  readonly generator: string;
  /** Folder of the package that is served, and the page that the crawl starts at. */
  readonly root: string;
  readonly start: string;
  /** What of it is crawled, where the whole takes an hour and says the same over and over: globs of paths. */
  readonly include?: readonly string[];
  readonly theme: Theme;
}

/** Written by looking at the pages and the theme's templates: nothing here is taken from what the engine knows. */
export interface Theme {
  /** CSS selector; all that it finds is the content. */
  readonly content: string;
  /** CSS selectors of what stands in the content and is not: permalinks, buttons, lists of the page's own headings. */
  readonly furniture: readonly string[];
  /** Lists of contents, which are furniture where they lead nowhere but to the page itself. */
  readonly contents?: string;
  /** Blocks that show code without being a `pre`. */
  readonly code?: string;
  /** Declarations, which Markdown shows as code: links in them cannot stay links. */
  readonly signatures: string;
  /** What the theme's own words look like, line by line: none of them may be in the Markdown. */
  readonly words: readonly RegExp[];
}
