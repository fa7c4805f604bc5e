// Plain JavaScript: its packages are no part of the product, so its types cannot be checked in the checkout.
import { gfm } from "@joplin/turndown-plugin-gfm";
import rehypeParse from "rehype-parse";
import rehypeRemark from "rehype-remark";
import remarkGfm from "remark-gfm";
import remarkStringify from "remark-stringify";
import TurndownService from "turndown";
import { unified } from "unified";

const turndown = new TurndownService({ headingStyle: "atx", codeBlockStyle: "fenced" });
turndown.use(gfm);

const rehype = unified().use(rehypeParse, { fragment: true }).use(rehypeRemark).use(remarkGfm).use(remarkStringify);

/** Converters from HTML to Markdown, each set up as its own documentation teaches it. */
export const converters = {
  "turndown + gfm": (html) => turndown.turndown(html),
  "rehype-remark": (html) => String(rehype.processSync(html)),
};
