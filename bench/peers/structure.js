// Runs in a folder of its own with the peers' packages: see bench/fidelity/structure/peers.ts.
import { gfm } from "@joplin/turndown-plugin-gfm";
import { Defuddle } from "defuddle/node";
import { parseHTML } from "linkedom";
import rehypeParse from "rehype-parse";
import rehypeRemark from "rehype-remark";
import remarkGfm from "remark-gfm";
import remarkStringify from "remark-stringify";
import TurndownService from "turndown";
import { unified } from "unified";

const turndown = new TurndownService({ headingStyle: "atx", codeBlockStyle: "fenced" });
turndown.use(gfm);
const rehype = unified().use(rehypeParse).use(rehypeRemark).use(remarkGfm).use(remarkStringify);

/** Each takes the page, the part of it that is content, and the page's URL. */
export const peers = {
  "turndown + gfm": (page, content) => turndown.turndown(content),
  "rehype-remark": (page, content) => String(rehype.processSync(content)),
  Defuddle: async (page, content, url) => {
    const result = await Defuddle(parseHTML(page).document, url, { markdown: true });
    return result.title ? `# ${result.title}\n\n${result.content}` : result.content;
  },
};
