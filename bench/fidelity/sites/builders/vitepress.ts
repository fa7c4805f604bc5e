import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Alert, asContainers } from "../alerts.ts";
import { asFile, type Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

const CONTAINERS: Readonly<Record<string, string>> = { note: "info", caution: "danger" };

function opening({ kind, title }: Alert): string {
  const container = CONTAINERS[kind] ?? kind;
  return `::: ${container}${title === undefined ? "" : ` ${title}`}`;
}

export const vitepress: Builder = {
  name: "vitepress",
  toolName: "vitepress",
  tool: { registry: "npm", packages: { vitepress: "1.6.4" } },
  dialect: asContainers(opening),
  builtFile: asFile,
  async build({ tool, work, out }) {
    const docs = join(work, "docs");
    await mkdir(join(docs, ".vitepress"));
    const config = { title: "Sample", ignoreDeadLinks: true, rewrites: { "README.md": "index.md" } };
    await writeFile(join(docs, ".vitepress", "config.mjs"), `export default ${JSON.stringify(config)};\n`);
    const command = join(tool, "node_modules/.bin/vitepress");
    await runTool({ command, args: ["build", "docs"], cwd: work });
    await rename(join(docs, ".vitepress", "dist"), out);
  },
};
