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
    corpus: /DocBook|GTK-Doc|AsciiDoc/,
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
    kind: "heading",
    corpus: /DocBook/,
    path: /^(?:datatype|geqo|logical-replication-col-lists|overview|textsearch-controls)\./,
    what: /^h3 (?:Compatibility|Author|Warning: )/,
    why: "the title of a note, which is a bold line in the alert",
  },
  ...(["link", "anchor"] as const).map((kind): Known => ({
    kind,
    corpus: /python-docs/,
    path: /^library\//,
    what: /^(?:ast|atexit|optparse|subprocess|sysconfig|test|urllib\.request) -> /,
    why: "a heading's link to the section that it stands in, such as the module that the page is about",
  })),
  {
    kind: "anchor",
    corpus: /python-docs/,
    path: /^reference\//,
    why: "it leads to a line of code, a rule of the grammar: a fence has no places",
  },
  ...(["link", "anchor"] as const).map((kind): Known => ({
    kind,
    corpus: /Django/,
    path: /^(?:intro\/tutorial01|ref\/contrib\/sites|ref\/models\/options|ref\/settings)/,
    what: /INSTALLED_APPS|runserver|include\(\)|SITE_ID|constraints|UniqueConstraint|indexes/,
    why: "a link in the title of an alert, which is text",
  })),
  {
    kind: "cell",
    corpus: /Django/,
    path: /geoquerysets/,
    why: "a footnote, which docutils lays out as a table: it is a footnote, without the numbers that lead back",
  },
  {
    kind: "cell",
    corpus: /AsciiDoc/,
    what: /^(?:Note|Tip|Important|Caution|Warning)$/,
    why: "the label of a note, which is an alert in Markdown and says so itself",
  },
  {
    kind: "cell",
    corpus: /DocBook/,
    path: /^(?:ecpg-variables|functions-geometry|functions-json|multibyte|sql-createpolicy)\./,
    what: /^a\w{30}/,
    why: "the footnotes of a table, in its last row: they are footnotes below it",
  },
  { kind: "link", corpus: /DocBook/, what: /^\[[\da-z]{1,2}\] -> /, why: "a footnote, which is one in Markdown" },
  {
    kind: "text",
    corpus: /rustdoc/,
    what: /experimental/,
    why: "a badge is parted by a blank from the name beside it, as the style sheet parts them",
  },
  { kind: "link", corpus: /rustdoc/, what: /^(?:\d+|↩) -> /, why: "a footnote, which is one in Markdown" },
  {
    kind: "text",
    corpus: /Django/,
    what: /linux macos|macos windows/,
    why: "the names of tabs, which the page draws as icons",
  },
  {
    kind: "link",
    corpus: /MkDocs/,
    path: /^dev-guide\/plugins/,
    what: /^on_/,
    why: "a link in a drawing (an svg element): Markdown has no drawings",
  },
  ...(["link", "anchor", "cell"] as const).map((kind): Known => ({
    kind,
    corpus: /DocBook/,
    path: /^(?:datatype-character|plpgsql-porting|tutorial-agg)\./,
    what: kind === "cell" ? /^\d$/ : /^\(\d+\) -> /,
    why: "the number of a line of code, whose explanations are a list with numbers of its own",
  })),
  {
    kind: "code",
    corpus: /Javadoc/,
    path: /\/spi\//,
    why: "a blank before the code element of a block, on a line of its own, is how the page is laid out: the code is whole",
  },
  {
    kind: "anchor",
    corpus: /Javadoc/,
    path: /TimeZone/,
    what: /customIDformat/,
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
    corpus: /DocBook|Javadoc/,
    path: /-builtin-opclasses|CalendarNameProvider/,
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
