import { type CheerioAPI, load } from "cheerio";
import type { Element } from "domhandler";
import MarkdownIt from "markdown-it";
import type { Theme } from "./corpus.ts";
import type { Written } from "./compare-page.ts";
import { type PageContent, readContent } from "./page-content.ts";

/** Where a reference on a page leads; undefined for what is no place on the web. */
export type Resolve = (reference: string) => string | undefined;

/** The content of a page as its theme lays it out. */
export function readSource(html: string, theme: Theme, resolve: Resolve): PageContent {
  const $ = load(html);
  for (const selector of theme.furniture) $(selector).remove();
  const isElsewhere = (_: number, { attribs }: Element): boolean =>
    resolve(attribs["href"] ?? "")?.replace(/#$/, "") !== resolve("#");
  $(theme.contents ?? "none")
    .filter((_, list) => $(list).find("a").filter(isElsewhere).length === 0)
    .remove();
  return readContent($, {
    roots: $(theme.content).filter((_, element) => $(element).parents(theme.content).length === 0),
    code: theme.code === undefined ? "pre" : `pre, ${theme.code}`,
    unlinked: `pre, .footnote-reference, [role=doc-backlink], .fn-backref, ${theme.signatures}`,
    resolve,
  });
}

const markdownIt = new MarkdownIt({ html: true, linkify: false });

/** The Markdown as a parser of other hands shows it, footnotes as text. */
export function showMarkdown(markdown: string): CheerioAPI {
  return load(markdownIt.render(footnotesAsText(markdown)));
}

/** Their text becomes text of the page, without the indent that holds it together. */
function footnotesAsText(markdown: string): string {
  let isInFence = false;
  let isInFootnote = false;
  const lines = markdown.split("\n").map((line) => {
    if (/^[> ]*(?:`{3}|~{3})/.test(line)) isInFence = !isInFence;
    const start = isInFence ? null : /^\[\^[\w.-]+\]: /.exec(line);
    if (start === null && line !== "" && !line.startsWith("    ")) isInFootnote = false;
    if (start !== null) isInFootnote = true;
    return isInFootnote ? line.slice(start?.[0].length ?? 4) : line;
  });
  return lines.join("\n");
}

export function readWritten($: CheerioAPI, markdown: string, resolve: Resolve): Written {
  const content = readContent($, { roots: $("body"), code: "pre", unlinked: "pre", resolve });
  return { content: { ...content, text: `${content.text} ${fenceTitles(markdown)}` }, lines: linesOf(markdown) };
}

/** They stand in the line that opens a fence, which no reader shows. */
function fenceTitles(markdown: string): string {
  return Array.from(markdown.matchAll(/^[> \d.*-]*`{3,}\S+ title="([^"]*)"$/gm), ([, title = ""]) => title).join(" ");
}

/** Lines outside of fences, with the texts of links instead of the links. */
function linesOf(markdown: string): string[] {
  return markdown
    .replace(/^([> ]*(?:[-*] |\d+[.)] )?[> ]*)(`{3,})[^]*?^[> ]*\2$/gm, "")
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, "$1")
    .split("\n");
}
