import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { quote, rewriteAlerts } from "../alerts.ts";
import { identifierOf, linkFromRoot, shiftHeadings } from "../api-pages.ts";
import type { Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

const builtFile = (path: string): string => `kettle/${identifierOf(path)}/index.html`;

/** Each page is the text of a module that holds one function. */
export const rustdoc: Builder = {
  name: "rustdoc",
  toolName: "rustdoc",
  tool: { registry: "machine", command: "rustdoc", debian: "rustc" },
  dialect: (markdown, path) =>
    rewriteAlerts(linkFromRoot(markdown, path, builtFile), (alert) =>
      alert.kind === "warning"
        ? ['<div class="warning">', "", ...titled(alert.title), ...alert.body, "", "</div>"]
        : quote(alert),
    ),
  understandsAllSo: true,
  understood: (markdown, path) => {
    const linked = shiftHeadings(linkFromRoot(markdown, path, builtFile));
    const text = rewriteAlerts(linked, (alert) =>
      alert.kind === "warning"
        ? ["> [!WARNING]", ...[...titled(alert.title), ...alert.body].map((line) => `> ${line}`)]
        : quote(alert),
    );
    const name = identifierOf(path);
    return `# Module ${name}\n\n${text}\n\n## Functions\n\n- [boil](/kettle/${name}/fn.boil.html) Warms water.\n`;
  },
  builtFile,
  async build({ work, pages, out }) {
    const modules = pages.map(
      (page) =>
        `#[doc = include_str!("docs/${page}")]\npub mod ${identifierOf(page)} {\n    /// Warms water.\n    pub fn boil() {}\n}\n`,
    );
    await writeFile(join(work, "kettle.rs"), `#![allow(non_snake_case)]\n${modules.join("\n")}`);
    await runTool({ command: "rustdoc", args: ["--edition", "2021", "kettle.rs", "--out-dir", out], cwd: work });
  },
};

const titled = (title: string | undefined): readonly string[] => (title === undefined ? [] : [`**${title}**`]);
