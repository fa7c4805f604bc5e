import type { Heading } from "../messages.ts";
import { FenceReader, linesOf } from "./fences.ts";
import { estimateTokens } from "./tokens.ts";

/** One line of `chunks.jsonl`: a piece of a page that stands by itself in a search index. */
export interface Chunk {
  /** Path, anchor and number; the same as long as the page's headings are. */
  readonly id: string;
  readonly url: string;
  readonly path: string;
  /** Anchor of the section in the Markdown; absent before the first heading. */
  readonly anchor?: string | undefined;
  /** Titles from the page down to the section's parent. */
  readonly breadcrumb: readonly string[];
  readonly title: string;
  readonly text: string;
  readonly tokens: number;
}

export interface ChunkPage {
  readonly url: string;
  readonly path: string;
  readonly title: string;
  readonly breadcrumb: readonly string[];
  readonly headings: readonly Heading[];
}

/** A search hit of about a page of print; also well within the input of common embedding models. */
export const maxChunkTokens = 800;

export function chunkPage(page: ChunkPage, text: string): Chunk[] {
  return sectionsOf(page, text).flatMap((section) => {
    const parts = splitSection(section.text);
    return parts.map((part, number) => ({
      id: `${page.path}${section.anchor === undefined ? "" : `#${section.anchor}`}${number === 0 ? "" : `~${number + 1}`}`,
      url: page.url,
      path: page.path,
      anchor: section.anchor,
      breadcrumb: section.breadcrumb,
      title: section.title,
      text: part,
      tokens: estimateTokens(part),
    }));
  });
}

interface Section {
  readonly anchor?: string;
  readonly breadcrumb: readonly string[];
  readonly title: string;
  readonly text: string;
}

function sectionsOf(page: ChunkPage, text: string): Section[] {
  const starts = page.headings.map((heading) => heading.offset);
  const preamble = { breadcrumb: page.breadcrumb, title: page.title, text: text.slice(0, starts[0]).trim() };
  const open: Heading[] = [];
  const sections = page.headings.map((heading, at): Section => {
    while ((open.at(-1)?.level ?? 0) >= heading.level) open.pop();
    const titles = open.map((parent) => parent.text);
    open.push(heading);
    const top = titles[0] === page.title || heading.text === page.title ? [] : [page.title];
    return {
      anchor: heading.slug,
      breadcrumb: [...page.breadcrumb, ...top, ...titles],
      title: heading.text,
      text: text.slice(heading.offset, starts[at + 1]).trim(),
    };
  });
  const filled = [preamble, ...sections].filter((section) => hasBody(section.text));
  return filled.length > 0 ? filled : sections.slice(0, 1);
}

/** A heading with nothing but its subsections below it says nothing that their breadcrumbs do not say. */
const hasBody = (text: string): boolean => text !== "" && (!/^#{1,6}[ \t]/.test(text) || text.includes("\n"));

/** Whole paragraphs up to the bound; one that is larger, as code and tables may be, stays whole. */
function splitSection(text: string): string[] {
  if (estimateTokens(text) <= maxChunkTokens) return [text];
  const parts: string[] = [];
  let held = "";
  for (const paragraph of paragraphsOf(text)) {
    const joined = held === "" ? paragraph : `${held}\n\n${paragraph}`;
    if (held === "" || estimateTokens(joined) <= maxChunkTokens) held = joined;
    else {
      parts.push(held);
      held = paragraph;
    }
  }
  return held === "" ? parts : [...parts, held];
}

/** Text between empty lines; fenced code and HTML tables are one paragraph, empty lines and all. */
function paragraphsOf(text: string): string[] {
  const fences = new FenceReader();
  const paragraphs: string[] = [];
  let lines: string[] = [];
  let tables = 0;
  for (const { text: line } of linesOf(text)) {
    const isCode = fences.isCode(line);
    if (!isCode) tables = Math.max(0, tables + countOf(line, "<table") - countOf(line, "</table"));
    if (line.trim() !== "" || isCode || tables > 0) lines.push(line);
    else if (lines.length > 0) {
      paragraphs.push(lines.join("\n"));
      lines = [];
    }
  }
  return lines.length > 0 ? [...paragraphs, lines.join("\n")] : paragraphs;
}

const countOf = (line: string, part: string): number => line.split(part).length - 1;
