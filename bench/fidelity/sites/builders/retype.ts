import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Alert, rewriteAlerts } from "../alerts.ts";
import { asFolder, type Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

const KINDS: Readonly<Record<string, string>> = { note: "info", important: "primary", caution: "danger" };

function asBlock({ kind, title, body }: Alert): readonly string[] {
  return [`!!!${KINDS[kind] ?? kind}${title === undefined ? "" : ` ${title}`}`, ...body, "!!!"];
}

export const retype: Builder = {
  name: "retype",
  toolName: "retype",
  tool: { registry: "npm", packages: { "retypeapp-linux-x64": "4.6.0" } },
  dialect: (markdown) => rewriteAlerts(markdown, asBlock),
  understood: (markdown) => markdown.replaceAll("[!IMPORTANT]", "[!NOTE]"),
  builtFile: asFolder,
  async build({ tool, work, out }) {
    const settings = { input: ".", output: out, url: "site.test", branding: { title: "Sample" } };
    await writeFile(join(work, "docs/retype.yml"), JSON.stringify(settings));
    const command = join(tool, "node_modules/retypeapp-linux-x64/bin/retype");
    await runTool({ command, args: ["build", "docs"], cwd: work });
  },
};
