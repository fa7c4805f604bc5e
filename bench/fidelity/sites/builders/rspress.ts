import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Alert, asContainers } from "../alerts.ts";
import { asFile, type Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

const NAMES: Readonly<Record<string, string>> = { important: "info", caution: "danger" };

function opening({ kind, title }: Alert): string {
  return `:::${NAMES[kind] ?? kind}${title === undefined ? "" : ` ${title}`}`;
}

export const rspress: Builder = {
  name: "rspress",
  toolName: "rspress",
  tool: { registry: "npm", packages: { "@rspress/core": "2.0.22" } },
  dialect: asContainers(opening),
  understood: (markdown) => markdown.replaceAll("[!IMPORTANT]", "[!NOTE]"),
  builtFile: asFile,
  async build({ tool, work, out }) {
    const config = {
      root: join(work, "docs"),
      title: "Sample",
      outDir: out,
      llms: false,
      markdown: { link: { checkDeadLinks: false }, image: { checkDeadImages: false } },
      themeConfig: { enableContentAnimation: false },
    };
    await writeFile(join(work, "rspress.config.mjs"), `export default ${JSON.stringify(config)};\n`);
    await writeFile(join(work, "package.json"), '{"private": true, "type": "module"}');
    await runTool({ command: join(tool, "node_modules/.bin/rspress"), args: ["build"], cwd: work });
  },
};
