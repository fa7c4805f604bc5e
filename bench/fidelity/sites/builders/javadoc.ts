import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import rehypeStringify from "rehype-stringify";
import { unified } from "unified";
import { parseMarkdown } from "../../structure/markdown-tree.ts";
import { asQuotes } from "../alerts.ts";
import { identifierOf, linkFromRoot, shiftHeadings } from "../api-pages.ts";
import type { Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

const toHtml = unified().use(rehypeStringify, { allowDangerousHtml: true });
const builtFile = (path: string): string => `${identifierOf(path)}/package-summary.html`;
const asText = (markdown: string, path: string): string =>
  shiftHeadings(linkFromRoot(asQuotes(markdown), path, builtFile));

/** Each page is the text of a package that holds one class, in HTML: Markdown is taken from Java 23 on. */
export const javadoc: Builder = {
  name: "javadoc",
  toolName: "javadoc",
  tool: { registry: "machine", command: "javadoc", debian: "openjdk-17-jdk-headless" },
  dialect: (markdown, path) => toHtml.stringify(parseMarkdown(asText(markdown, path))),
  understood: (markdown, path) => {
    const name = identifierOf(path);
    const classes = `| Class | Description |\n| --- | --- |\n| [Kettle](/${name}/Kettle.html) | Warms water. |\n`;
    const text = `\`\`\`java\npackage ${name}\n\`\`\`\n\n${asText(markdown, path)}`;
    return `# Package ${name}\n\n${text}\n\n**Classes**\n\n${classes}`;
  },
  builtFile,
  async build({ work, pages, out }) {
    const written = await Promise.all(pages.map(async (page) => await writePackage(work, page)));
    const args = ["-quiet", "-Xdoclint:none", "-d", out, ...written.flat()];
    await runTool({ command: "javadoc", args, cwd: work });
  },
};

/** Its files, relative. */
async function writePackage(work: string, page: string): Promise<readonly string[]> {
  const name = identifierOf(page);
  const html = await readFile(join(work, "docs", page), "utf8");
  const comment = html.replaceAll("*/", "*&#47;").replaceAll("@", "&#64;").replaceAll("{&#64;", "&#123;&#64;");
  await mkdir(join(work, "src", name), { recursive: true });
  await writeFile(join(work, "src", name, "package-info.java"), `/**\n${comment}\n */\npackage ${name};\n`);
  const source = `package ${name};\n\n/** Warms water. */\npublic final class Kettle {}\n`;
  await writeFile(join(work, "src", name, "Kettle.java"), source);
  return [`src/${name}/package-info.java`, `src/${name}/Kettle.java`];
}
