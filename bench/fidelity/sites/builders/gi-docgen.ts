import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { asQuotes } from "../alerts.ts";
import { linkFromRoot } from "../api-pages.ts";
import { asFile, type Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

/** It writes a namespace's pages into a folder called so. */
const NAMESPACE = "Kettle-1.0";

const builtFile = (source: string): string => join(NAMESPACE, "docs", asFile(source));

/** Pages beside an API, as `content_files`. */
export const giDocgen: Builder = {
  name: "gi-docgen",
  toolName: "gi-docgen",
  tool: { registry: "pypi", packages: ["gi-docgen==2026.1"] },
  dialect: (markdown, path) => asPythonMarkdown(linkFromRoot(asQuotes(markdown), path, builtFile)),
  understood: (markdown, path) => linkFromRoot(asQuotes(markdown), path, builtFile),
  builtFile,
  async build({ tool, work, pages, out }) {
    await writeFile(join(work, "Kettle.gir"), DESCRIPTION);
    const files = JSON.stringify(pages.map((page) => join("docs", page)));
    await writeFile(
      join(work, "kettle.toml"),
      `[library]\nname = "Kettle"\nversion = "1.0"\n\n[extra]\ncontent_files = ${files}\n`,
    );
    for (const page of pages) await mkdir(join(out, dirname(builtFile(page))), { recursive: true });
    const options = ["--quiet", "--config", "kettle.toml", "--content-dir", ".", "--output-dir", out];
    const args = [join(tool, "bin/gi-docgen"), "generate", ...options, "Kettle.gir"];
    await runTool({ command: "python3", args, cwd: work, env: { PYTHONPATH: tool } });
  },
};

/** Four columns make a level of a list, and code in one is told by its indent alone. */
function asPythonMarkdown(markdown: string): string {
  let isFenced = false;
  let isNested = false;
  const lines = markdown.split("\n").flatMap((line) => {
    const [, indent = ""] = /^( *)/.exec(line) ?? [];
    if (/^ *```/.test(line)) {
      isNested = indent !== "";
      isFenced = !isFenced;
      return isNested ? [] : [line];
    }
    if (indent === "" || (isFenced && !isNested)) return [line];
    return [`${" ".repeat(isFenced ? 8 : 4 * Math.ceil(indent.length / 3))}${line.trimStart()}`];
  });
  return lines.join("\n");
}

const DESCRIPTION = `<?xml version="1.0"?>
<repository version="1.2" xmlns="http://www.gtk.org/introspection/core/1.0"
    xmlns:c="http://www.gtk.org/introspection/c/1.0">
  <namespace name="Kettle" version="1.0" c:identifier-prefixes="Kettle" c:symbol-prefixes="kettle">
    <function name="boil" c:identifier="kettle_boil">
      <doc filename="kettle.c" line="1">Warms water.</doc>
      <return-value><type name="none" c:type="void"/></return-value>
    </function>
  </namespace>
</repository>
`;
