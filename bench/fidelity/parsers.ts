import { HtmlRenderer, Parser } from "commonmark";
import MarkdownIt from "markdown-it";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";

/** Markdown to HTML, each by a parser of other hands. */
export type Render = (markdown: string) => string;

const commonmarkParser = new Parser();
const commonmarkRenderer = new HtmlRenderer();

/** The reference implementation of CommonMark. */
export const renderCommonmark: Render = (markdown) => commonmarkRenderer.render(commonmarkParser.parse(markdown));

const remark = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeStringify, { allowDangerousHtml: true });

export const renderRemark: Render = (markdown) => String(remark.processSync(markdown));

const markdownIt = new MarkdownIt({ html: true, linkify: false });

/** Knows tables and strikethrough, but neither task lists nor footnotes. */
export const renderMarkdownIt: Render = (markdown) => markdownIt.render(markdown);

/** The classes that GitHub puts on lists of tasks are no part of the specification. */
export function withoutTaskClasses(html: string): string {
  return html.replace(/ class="(?:contains-task-list|task-list-item)"/g, "");
}

/** Whether the Markdown holds HTML as such, which no conversion from HTML can tell from elements of the page. */
export function holdsRawHtml(markdown: string): boolean {
  const walker = commonmarkParser.parse(markdown).walker();
  for (let step = walker.next(); step !== null; step = walker.next()) {
    if (step.node.type === "html_block" || step.node.type === "html_inline") return true;
  }
  return false;
}
