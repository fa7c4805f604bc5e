import { HtmlRenderer, Parser } from "commonmark";
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

/** Whether the Markdown holds HTML as such, which no conversion from HTML can tell from elements of the page. */
export function holdsRawHtml(markdown: string): boolean {
  const walker = commonmarkParser.parse(markdown).walker();
  for (let step = walker.next(); step !== null; step = walker.next()) {
    if (step.node.type === "html_block" || step.node.type === "html_inline") return true;
  }
  return false;
}
