import type { Kind, Miss } from "./compare-page.ts";
import type { Corpus } from "./corpus.ts";

interface Known {
  readonly kind: Kind;
  /** Which corpora, by package and generator. */
  readonly corpus: RegExp;
  readonly path?: RegExp;
  readonly what?: RegExp;
  readonly why: string;
}

/** What is missing for a reason, looked at page by page; a miss that is not among these is one to mend. */
const KNOWN: readonly Known[] = [
  {
    kind: "heading",
    corpus: /DocBook|GTK-Doc/,
    what: /^h3 (?:Note|Tip|Important|Caution|Warning)$/,
    why: "the label of a note, which is an alert in Markdown and says so itself",
  },
  {
    kind: "heading",
    corpus: /Doxygen/,
    what: /^h2 .*, written as h3$/,
    why: "a member has the level of the group that it stands in: it goes one below",
  },
  {
    kind: "link",
    corpus: /MkDocs/,
    path: /^dev-guide\/plugins/,
    what: /^on_/,
    why: "a link in a drawing (an svg element): Markdown has no drawings",
  },
  {
    kind: "anchor",
    corpus: /DocBook/,
    what: /^\(\d+\) -> /,
    why: "it leads to a line of code: a fence has no places",
  },
  {
    kind: "anchor",
    corpus: /Doxygen/,
    what: /-example\.md#$/,
    why: "it leads to a line of code: a fence has no places",
  },
  {
    kind: "anchor",
    corpus: /Doxygen/,
    what: /^\\\\ -> /,
    why: "the heading that it leads to is made of signs that no address on GitHub has",
  },
  {
    kind: "text",
    corpus: /DocBook/,
    path: /-builtin-opclasses/,
    what: /^gained/,
    why: "a cell over several rows is repeated in each",
  },
  {
    kind: "text",
    corpus: /DocBook/,
    path: /^index\.html$/,
    what: /copyright/,
    why: "the copyright line of the title page goes",
  },
];

/** "" when no reason is known. */
export function whyMissed(corpus: Corpus, path: string, { kind, what }: Miss): string {
  const name = `${corpus.package}, ${corpus.generator}`;
  const known = KNOWN.find(
    (one) =>
      one.kind === kind && one.corpus.test(name) && (one.path?.test(path) ?? true) && (one.what?.test(what) ?? true),
  );
  return known?.why ?? "";
}
