import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Alert, asContainers } from "../alerts.ts";
import { asFolder, type Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

const NAMES: Readonly<Record<string, string>> = { important: "info", caution: "danger" };

function opening({ kind, title }: Alert): string {
  return `:::${NAMES[kind] ?? kind}${title === undefined ? "" : `[${title}]`}`;
}

const CONFIG = {
  title: "Sample",
  url: "https://site.test",
  baseUrl: "/",
  onBrokenLinks: "ignore",
  onBrokenAnchors: "ignore",
  markdown: { format: "md", hooks: { onBrokenMarkdownLinks: "ignore", onBrokenMarkdownImages: "ignore" } },
  presets: [["classic", { docs: { path: "docs", routeBasePath: "/" }, blog: false }]],
};

export const docusaurus: Builder = {
  name: "docusaurus",
  toolName: "docusaurus",
  tool: {
    registry: "npm",
    packages: {
      "@docusaurus/core": "3.10.2",
      "@docusaurus/preset-classic": "3.10.2",
      react: "19.3.1",
      "react-dom": "19.3.1",
    },
  },
  dialect: asContainers(opening),
  understood: (markdown) => markdown.replaceAll("[!IMPORTANT]", "[!NOTE]"),
  builtFile: asFolder,
  async build({ tool, work, out }) {
    await writeFile(join(work, "docusaurus.config.mjs"), `export default ${JSON.stringify(CONFIG)};\n`);
    await writeFile(join(work, "package.json"), '{"private": true}');
    const command = join(tool, "node_modules/.bin/docusaurus");
    await runTool({ command, args: ["build", "--no-minify"], cwd: work, env: { NODE_ENV: "production" } });
    await rename(join(work, "build"), out);
  },
};
