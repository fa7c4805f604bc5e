import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Alert, asContainers } from "../alerts.ts";
import { asFile, type Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

const opening = ({ kind, title }: Alert): string => `::: ${kind}${title === undefined ? "" : ` ${title}`}`;

const CONFIG = `import { viteBundler } from "@vuepress/bundler-vite";
import { defaultTheme } from "@vuepress/theme-default";
export default { title: "Sample", bundler: viteBundler(), theme: defaultTheme() };
`;

export const vuepress: Builder = {
  name: "vuepress",
  toolName: "vuepress",
  tool: {
    registry: "npm",
    packages: {
      vuepress: "2.0.0-rc.30",
      "@vuepress/bundler-vite": "2.0.0-rc.30",
      "@vuepress/theme-default": "2.0.0-rc.132",
      "sass-embedded": "1.108.2",
    },
  },
  dialect: asContainers(opening),
  builtFile: asFile,
  async build({ tool, work, out }) {
    await mkdir(join(work, "docs", ".vuepress"));
    await writeFile(join(work, "docs", ".vuepress", "config.js"), CONFIG);
    await writeFile(join(work, "package.json"), '{"private": true, "type": "module"}');
    const args = ["build", "docs", "--dest", out];
    await runTool({ command: join(tool, "node_modules/.bin/vuepress"), args, cwd: work });
  },
};
