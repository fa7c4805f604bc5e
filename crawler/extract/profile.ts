/**
 * How one documentation generator lays out its pages, as data. A profile says where the content is and what in it is
 * not content; how code blocks, alerts and tabs look is known to the conversion for all generators alike.
 */
export interface Profile {
  readonly name: string;
  /** Any one is enough; strongest first, because the first that holds is given as the reason. */
  readonly signals: readonly Signal[];
  /** Where the generator's version shows, best first. */
  readonly version?: readonly VersionPlace[];
  /** Looks that the generator may have, told apart only to say which it was. */
  readonly themes?: readonly Theme[];
  /** CSS selectors in order of preference: all elements of the first that finds any. */
  readonly content: readonly string[];
  /** Parts of the content that may stand beside it. */
  readonly besideContent?: readonly string[];
  /** Where the title stands when the content has no h1 of its own. */
  readonly title?: readonly string[];
  /** Pages are parts of a book, whose headings have the level that they have in it: one at the start, or of the class title, is the page's. */
  readonly isBook?: true;
  /** Descriptions in the page's head that the generator makes of names and kinds: they describe nothing. */
  readonly noDescription?: RegExp;
  /** Selectors without combinators: what is inside the content and is none. */
  readonly remove: readonly string[];
  /** Selectors without combinators: what holds a declaration or other code in `codeLanguage`, without being preformatted. */
  readonly declarations?: readonly string[];
  /** Language of code blocks that name none. */
  readonly codeLanguage?: string;
  /** It names the language by a class alone (`<code class="nushell">`), so a block of one is not of `codeLanguage`. */
  readonly bareCodeClasses?: true;
  /** Scripts draw the pages from an OpenAPI document, which is read in their place where it can be found. */
  readonly drawsApi?: true;
  /** Scripts draw the pages from Markdown files, which are read in their place. */
  readonly drawsMarkdown?: true;
}

interface Theme {
  readonly name: string;
  readonly signals: readonly Signal[];
}

export type Signal =
  | { readonly meta: string; readonly startsWith?: string; readonly includes?: string }
  | { readonly id: string; readonly onTag?: string }
  | { readonly className: string }
  | { readonly tag: string }
  | { readonly comment: string }
  | { readonly script: string }
  /** What a script that stands in the page calls or sets. */
  | { readonly scriptWord: string }
  | { readonly headLink: string }
  | { readonly htmlAttribute: string };

/** The version is the first group of the pattern, in a meta element, a comment, or the text of a class's first element. */
export type VersionPlace = { readonly pattern: RegExp } & (
  | { readonly meta: string; readonly attribute?: string }
  | { readonly comment: true }
  | { readonly className: string }
);
