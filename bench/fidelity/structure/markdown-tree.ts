import type { Root } from "hast";
import rehypeParse from "rehype-parse";
import rehypeRaw from "rehype-raw";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";

const fromMarkdown = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw);
const fromHtml = unified().use(rehypeParse);

/** The elements that CommonMark with GitHub's extensions, raw HTML included, stands for. */
export function parseMarkdown(markdown: string): Root {
  return fromMarkdown.runSync(fromMarkdown.parse(markdown));
}

export function parseHtmlTree(html: string): Root {
  return fromHtml.parse(html);
}
