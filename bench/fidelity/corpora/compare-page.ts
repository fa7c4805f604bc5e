import type { Code, Heading, Link, PageContent } from "./page-content.ts";

export const KINDS = [
  "code",
  "language",
  "heading",
  "cell",
  "image",
  "link",
  "anchor",
  "destination",
  "furniture",
  "text",
] as const;
export type Kind = (typeof KINDS)[number];

/** One thing that is not as it should be. */
export interface Miss {
  readonly kind: Kind;
  /** What is missing or too much, shortened. */
  readonly what: string;
}

export interface Score {
  /** How many of each kind the page has to have; of "text": words. */
  readonly expected: Readonly<Record<Kind, number>>;
  readonly misses: readonly Miss[];
  /** Cells that are in the Markdown, but not in a table: their table only places things. */
  readonly cellsAsText: number;
  /** Code whose lines are in a table's cell or a heading, where Markdown has no fences. */
  readonly codeInLine: number;
}

/** Share of the content's words that may be lost or gained before it is a miss: marks of lists, labels of alerts. */
const TOLERANCE = 0.01;
/** A page of a few words is not measured in percent. */
const FEW_WORDS = 5;

/** A page's Markdown: as a reader sees it, and its lines outside of fences, without the markup of links. */
export interface Written {
  readonly content: PageContent;
  readonly lines: readonly string[];
}

/** Holds a page's Markdown against its content: nothing of that may be missing, and nothing else may be there. */
export function comparePage(source: PageContent, { content, lines }: Written, words: readonly RegExp[]): Score {
  const misses: Miss[] = [];
  const miss: Report = (kind, what) => void misses.push({ kind, what: shorten(what) });
  const signs = signsOf(content.text);
  const codeInLine = compareCode(source.code, content.code, signs, miss);
  compareHeadings(source.headings, content.headings, miss);
  const cellsAsText = compareCells(source.cells, content.cells, signs, miss);
  for (const image of missing(source.images, content.images)) miss("image", image);
  compareLinks(source.links, content.links, miss);
  findFurniture(source, lines, words, miss);
  const said = compareWords(source.text, { text: content.text, marks: alertMarks(lines) }, miss);
  const { code, headings, cells, images, links } = source;
  return {
    expected: {
      code: code.length,
      language: code.filter(({ language }) => language !== "").length,
      heading: headings.length,
      cell: cells.length,
      image: images.length,
      link: links.length,
      anchor: links.filter(({ target }) => target.includes("#")).length,
      destination: 0,
      furniture: 0,
      text: said,
    },
    misses,
    cellsAsText,
    codeInLine,
  };
}

type Report = (kind: Kind, what: string) => void;

/** How much of the code is not in a fence but in a line, such as that of a cell. */
function compareCode(source: readonly Code[], written: readonly Code[], signs: string, miss: Report): number {
  const left = [...written];
  let inLine = 0;
  for (const { text, language } of source) {
    const same = left.findIndex((other) => other.text === text && isSameLanguage(language, other.language));
    const at = same >= 0 ? same : left.findIndex((other) => other.text === text);
    if (at >= 0) {
      if (same < 0) miss("language", `${language}, not "${left[at]?.language ?? ""}": ${text}`);
      left.splice(at, 1);
    } else if (!left.some((other) => signsOf(other.text) === signsOf(text)) && signs.includes(signsOf(text)))
      inLine += 1;
    else miss("code", text);
  }
  return inLine;
}

/** A page that names none may have any; a session in an interpreter has a name of its own. */
function isSameLanguage(told: string, written: string): boolean {
  const plain = told.replace(/^(?:i?python3?|pycon3?)$/, "python").replace("c++", "cpp");
  return told === "" || plain === written.replace("pycon", "python") || told === written;
}

const keyOf = ({ level, text }: Heading): string => `h${level} ${withoutBlanks(text)}`;

function compareHeadings(source: PageContent["headings"], written: PageContent["headings"], miss: Report): void {
  const lost = new Set(missing(source.map(keyOf), written.map(keyOf)));
  for (const heading of source) {
    if (!lost.delete(keyOf(heading))) continue;
    const other = written.find(({ text }) => withoutBlanks(text) === withoutBlanks(heading.text));
    miss("heading", `h${heading.level} ${heading.text}${other === undefined ? "" : `, written as h${other.level}`}`);
  }
}

/** How many cells are text outside of a table. */
function compareCells(source: readonly string[], written: readonly string[], signs: string, miss: Report): number {
  let asText = 0;
  for (const cell of missing(source.map(signsOf), written.map(signsOf))) {
    if (signs.includes(cell)) asText += 1;
    else miss("cell", cell);
  }
  return asText;
}

/** Links count by text and page; a place on a page is looked at where the link is there at all. */
function compareLinks(source: PageContent["links"], written: PageContent["links"], miss: Report): void {
  for (const link of missing(source.map(pageOf), written.map(pageOf))) miss("link", link);
  const pages = new Set(written.map(pageOf));
  const places = source.filter((link) => link.target.includes("#") && pages.has(pageOf(link)));
  for (const link of missing(places.map(placeOf), written.map(placeOf))) miss("anchor", link);
}

const placeOf = ({ text, target }: Link): string => `${withoutBlanks(text)} -> ${target}`;
const pageOf = ({ text, target }: Link): string => `${withoutBlanks(text)} -> ${target.replace(/#.*$/, "")}`;

/** The theme's own words, unless the page itself says them. */
function findFurniture({ text }: PageContent, lines: readonly string[], words: readonly RegExp[], miss: Report): void {
  const said = signsOf(text);
  for (const line of lines) {
    const trimmed = line.trim();
    const bare = trimmed.replace(/`[^`]*`/g, "").trim();
    if (!words.some((word) => word.test(bare))) continue;
    if (signsOf(trimmed) === "" || !said.includes(signsOf(trimmed))) miss("furniture", trimmed);
  }
}

/** The words that mark alerts: a page need not say them, but where it does, they are its label. */
function alertMarks(lines: readonly string[]): string[] {
  return lines.flatMap((line) => /^[-*\d.\s>]*> \[!([A-Z]+)\]$/.exec(line)?.[1]?.toLowerCase() ?? []);
}

/** All words as a bag; how many there are. */
function compareWords(
  source: string,
  { text: written, marks }: { readonly text: string; readonly marks: readonly string[] },
  miss: Report,
): number {
  const [said, kept] = [wordsOf(source), wordsOf(written)];
  const bound = Math.max(FEW_WORDS, said.length * TOLERANCE);
  const [lost, gained] = [missing(said, kept), missing(missing(kept, said), marks)];
  if (lost.length > bound || (kept.length === 0 && said.length > 0))
    miss("text", `lost ${lost.length} words: ${lost.join(" ")}`);
  if (gained.length > bound) miss("text", `gained ${gained.length} words: ${gained.join(" ")}`);
  return said.length;
}

/** What is in the first bag and not in the second, in order. */
function missing(wanted: readonly string[], there: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const one of there) counts.set(one, (counts.get(one) ?? 0) + 1);
  return wanted.filter((one) => {
    const left = counts.get(one) ?? 0;
    if (left > 0) counts.set(one, left - 1);
    return left === 0;
  });
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const withoutBlanks = (text: string): string => text.replace(/\s+/g, "");
/** Letters, digits and signs that no list, quote or cell of Markdown makes. */
const signsOf = (text: string): string => text.replace(/[^\p{L}\p{N}\p{Sc}%@=/{}]+/gu, "");

const SHOWN = 160;
export const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)} …` : line;
};
