import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { asAsciidoc } from "../asciidoc.ts";
import { asFile, type Builder } from "../builder.ts";
import { copySource } from "../sources.ts";
import { runTool } from "../tools.ts";

const SCRIPT = `import { writeFile } from "node:fs/promises";
import { convertFile } from "@asciidoctor/core";
const [pages, out] = process.argv.slice(2);
const attributes = { idprefix: "", idseparator: "-", sectanchors: "", icons: "font", linkcss: "" };
for (const page of JSON.parse(pages)) {
  const bare = page.replace(/\\.md$/, "");
  const html = await convertFile("docs/" + bare + ".adoc", { safe: "safe", standalone: true, attributes, to_file: false });
  await writeFile(out + "/" + bare + ".html", html);
}
`;

export const asciidoctor: Builder = {
  name: "asciidoctor",
  toolName: "asciidoctor",
  tool: { registry: "npm", packages: { "@asciidoctor/core": "4.1.0" } },
  dialect: (markdown) => asAsciidoc(markdown),
  // Its caution is less than its warning.
  understood: (markdown) => markdown.replaceAll("[!CAUTION]", "[!WARNING]"),
  builtFile: asFile,
  async build({ work, pages, out }) {
    for (const page of pages) {
      await rename(join(work, "docs", page), join(work, "docs", page.replace(/\.md$/, ".adoc")));
      await mkdir(dirname(join(out, page)), { recursive: true });
    }
    await copySource(join(work, "docs"), out);
    await writeFile(join(work, "build.mjs"), SCRIPT);
    await runTool({ command: process.execPath, args: ["build.mjs", JSON.stringify(pages), out], cwd: work });
  },
};
