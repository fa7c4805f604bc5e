import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { asQuotes } from "../alerts.ts";
import type { Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

/** Tutorials without a configuration of their own are called after their files, in the page's two titles. */
const nameOf = (path: string): string => basename(path, ".md");

/** Pages beside an API, as JSDoc's tutorials. */
export const jsdoc: Builder = {
  name: "jsdoc",
  toolName: "jsdoc",
  tool: { registry: "npm", packages: { jsdoc: "4.0.5" } },
  dialect: asQuotes,
  understood: (markdown, path) => `# Tutorial: ${nameOf(path)}\n\n## ${nameOf(path)}\n\n${asQuotes(markdown)}`,
  builtFile: (source) => `tutorial-${nameOf(source)}.html`,
  async build({ tool, work, out }) {
    await writeFile(join(work, "kettle.js"), "/** Warms water. */\nexport function boil() {}\n");
    const args = ["--recurse", "--tutorials", "docs", "--destination", out, "kettle.js"];
    await runTool({ command: join(tool, "node_modules/.bin/jsdoc"), args, cwd: work });
  },
};
