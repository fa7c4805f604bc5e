import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asQuotes } from "../alerts.ts";
import { asFile, type Builder } from "../builder.ts";
import { buildSummary } from "../summary.ts";
import { runTool } from "../tools.ts";

export const honkit: Builder = {
  name: "honkit",
  toolName: "honkit",
  tool: { registry: "npm", packages: { honkit: "6.1.7" } },
  dialect: asQuotes,
  understood: asQuotes,
  builtFile: asFile,
  async build({ tool, work, pages, out }) {
    const docs = join(work, "docs");
    await writeFile(join(docs, "SUMMARY.md"), buildSummary(pages));
    if (!pages.includes("README.md")) await writeFile(join(docs, "book.json"), '{"structure": {"readme": "index.md"}}');
    await runTool({ command: join(tool, "node_modules/.bin/honkit"), args: ["build", docs, out], cwd: work });
  },
};
