import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Alert, asContainers } from "../alerts.ts";
import { asFolder, type Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

const NAMES: Readonly<Record<string, string>> = { important: "note", warning: "caution", caution: "danger" };

function opening({ kind, title }: Alert): string {
  return `:::${NAMES[kind] ?? kind}${title === undefined ? "" : `[${title}]`}`;
}

/** The title goes to the front matter, and links name the built pages: both are what Starlight asks of its writers. */
function dialect(markdown: string, path: string): string {
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? path;
  const body = asContainers(opening)(markdown.replace(/^# .+\n/m, ""));
  const up = /(?:^|\/)(?:index|README)\.md$/i.test(path) ? "" : "../";
  const linked = body.replace(/\]\((?!\w+:|#|\/)([^)\s#]+)\.md(#[^)\s]*)?\)/g, (_, to: string, anchor = "") => {
    const target = to.replace(/(^|\/)(?:index|README)$/i, "$1");
    return `](${up}${target === "" || target.endsWith("/") ? target : `${target.toLowerCase()}/`}${anchor})`;
  });
  return `---\ntitle: ${JSON.stringify(title.replaceAll("`", ""))}\n---\n${linked}`;
}

const dependencies = { astro: "7.3.5", "@astrojs/starlight": "0.42.4" };

const CONFIG = `import starlight from "@astrojs/starlight";
export default { site: "https://site.test", integrations: [starlight({ title: "Sample", pagefind: false })] };
`;
const COLLECTIONS = `import { defineCollection } from "astro:content";
import { docsLoader } from "@astrojs/starlight/loaders";
import { docsSchema } from "@astrojs/starlight/schema";
export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };
`;

export const starlight: Builder = {
  name: "starlight",
  toolName: "starlight",
  tool: { registry: "npm", packages: dependencies },
  dialect,
  understood: (markdown) => markdown.replaceAll("[!IMPORTANT]", "[!NOTE]"),
  builtFile: (source) => asFolder(source).toLowerCase(),
  async build({ tool, work, pages, out }) {
    const content = join(work, "src", "content");
    await mkdir(content, { recursive: true });
    for (const page of pages) {
      const file = join(work, "docs", page);
      const text = await readFile(file, "utf8");
      if (!text.startsWith("---")) await writeFile(file, dialect(text, page));
    }
    await rename(join(work, "docs"), join(content, "docs"));
    await writeFile(join(work, "src", "content.config.mjs"), COLLECTIONS);
    await writeFile(join(work, "astro.config.mjs"), CONFIG);
    // Vite bundles only those packages with Astro files in them that the project names as its own.
    await writeFile(join(work, "package.json"), JSON.stringify({ private: true, type: "module", dependencies }));
    const command = join(tool, "node_modules/.bin/astro");
    await runTool({ command, args: ["build", "--outDir", out], cwd: work, env: { ASTRO_TELEMETRY_DISABLED: "1" } });
  },
};
