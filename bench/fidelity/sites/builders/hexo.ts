import { readFile, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asQuotes } from "../alerts.ts";
import { asFile, type Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

const dependencies = {
  hexo: "8.1.2",
  "hexo-theme-landscape": "1.1.0",
  "hexo-renderer-marked": "7.0.1",
  "hexo-renderer-ejs": "2.0.0",
  "hexo-renderer-stylus": "3.0.1",
};

/** A site generator without a profile of its own, and its usual theme. */
export const hexo: Builder = {
  name: "hexo (landscape)",
  toolName: "hexo",
  tool: { registry: "npm", packages: dependencies },
  dialect: asQuotes,
  // The theme shows when a page was written.
  understood: (markdown, path) => `[2026-01-01](${path.split("/").at(-1)})\n\n${asQuotes(markdown)}`,
  builtFile: asFile,
  async build({ tool, work, pages, out }) {
    for (const page of pages) {
      const file = join(work, "docs", page);
      const text = await readFile(file, "utf8");
      const title = /^# (.+)$/m.exec(text)?.[1] ?? page;
      await writeFile(
        file,
        `---\ntitle: ${JSON.stringify(title)}\ndate: 2026-01-01\nlayout: page\n---\n${text.replace(/^# .+\n/m, "")}`,
      );
    }
    await rename(join(work, "docs"), join(work, "source"));
    // Hexo looks for its plugins and themes beside the site alone.
    await symlink(join(tool, "node_modules"), join(work, "node_modules"));
    await writeFile(
      join(work, "package.json"),
      JSON.stringify({ private: true, hexo: { version: dependencies.hexo }, dependencies }),
    );
    await writeFile(
      join(work, "_config.yml"),
      `title: Sample\nurl: https://site.test\ntheme: landscape\npublic_dir: ${out}\n`,
    );
    await runTool({ command: join(tool, "node_modules/.bin/hexo"), args: ["generate"], cwd: work });
  },
};
