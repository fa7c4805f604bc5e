import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asFile, type Builder } from "../builder.ts";
import { buildSummary } from "../summary.ts";
import { runTool } from "../tools.ts";

export const mdbook: Builder = {
  name: "mdbook",
  toolName: "mdbook",
  tool: { registry: "crates", crate: "mdbook", version: "0.5.4" },
  builtFile: asFile,
  async build({ tool, work, pages, out }) {
    await writeFile(join(work, "docs", "SUMMARY.md"), buildSummary(pages));
    await writeFile(join(work, "book.toml"), '[book]\ntitle = "Sample"\nsrc = "docs"\n');
    await runTool({ command: join(tool, "bin/mdbook"), args: ["build", "--dest-dir", out], cwd: work });
  },
};
