import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

/** It writes code of others as text, without escapes. */
const LANGUAGES = [
  "bash",
  "c",
  "console",
  "css",
  "diff",
  "html",
  "http",
  "javascript",
  "json",
  "jsonc",
  "python",
  "rust",
  "typescript",
  "yaml",
];

/** Pages beside an API, as TypeDoc's `projectDocuments`. */
export const typedoc: Builder = {
  name: "typedoc",
  toolName: "typedoc",
  tool: { registry: "npm", packages: { typedoc: "0.28.20", typescript: "6.0.3" } },
  builtFile: (source) => `documents/${source.replace(/\.md$/, ".html").replaceAll("/", "_")}`,
  async build({ tool, work, pages, out }) {
    await writeFile(
      join(work, "kettle.ts"),
      "/** Warms water. */\nexport function boil(degrees: number): number {\n  return degrees;\n}\n",
    );
    await writeFile(join(work, "tsconfig.json"), '{"compilerOptions": {"strict": true}, "files": ["kettle.ts"]}');
    const options = {
      name: "Sample",
      entryPoints: ["kettle.ts"],
      readme: "none",
      out,
      githubPages: false,
      highlightLanguages: LANGUAGES,
    };
    const projectDocuments = pages.map((page) => join("docs", page));
    await writeFile(join(work, "typedoc.json"), JSON.stringify({ ...options, projectDocuments }));
    await runTool({ command: join(tool, "node_modules/.bin/typedoc"), args: ["--logLevel", "Error"], cwd: work });
  },
};
