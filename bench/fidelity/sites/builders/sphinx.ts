import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Alert, asContainers } from "../alerts.ts";
import { type BuildInput, type Builder } from "../builder.ts";
import { runTool, type Tool } from "../tools.ts";

const tool = {
  registry: "pypi",
  packages: [
    "sphinx==9.0.4",
    "furo==2025.12.19",
    "sphinx-rtd-theme==3.1.0",
    "sphinx-book-theme==1.4.0",
    "pydata-sphinx-theme==0.20.0",
    "alabaster==1.0.0",
    "myst-parser==5.2.0",
  ],
} as const;

function opening(alert: Alert): string {
  const { title } = alert;
  const kind = alert.kind === "caution" ? "danger" : alert.kind;
  return title === undefined ? `:::{${kind}}` : `:::{admonition} ${title}\n:class: ${kind}`;
}

/** Themes that no profile knows by name. */
const otherThemes = {
  registry: "pypi",
  packages: ["sphinx==9.0.4", "shibuya==2026.7.12", "piccolo-theme==0.24.0", "myst-parser==5.2.0"],
} as const;

function sphinxBuilder(theme: string, module: string, from: Tool = tool): Builder {
  return {
    name: `sphinx (${theme})`,
    toolName: from === tool ? "sphinx" : "sphinx-themes",
    tool: from,
    dialect: asContainers(opening),
    builtFile: (source) => source.replace(/\.\w+$/, ".html"),
    treeFile: (source) => `_tree/${source.replace(/\.\w+$/, ".xml")}`,
    async build({ tool: folder, work, pages, out }: BuildInput) {
      const docs = join(work, "docs");
      await rm(join(docs, "conf.py"), { force: true });
      await writeFile(join(docs, "conf.py"), config(module, pages));
      const env = { PYTHONPATH: folder };
      for (const [format, to] of [
        ["html", out],
        ["xml", join(out, "_tree")],
      ] as const) {
        const args = ["-m", "sphinx", "-Q", "-b", format, "-d", join(work, "doctrees"), docs, to];
        await runTool({ command: "python3", args, cwd: work, env });
      }
    },
  };
}

const config = (theme: string, pages: readonly string[]): string => `project = "Sample"
release = "1.2"
extensions = ["myst_parser"]
source_suffix = {".rst": "restructuredtext", ".md": "markdown"}
myst_enable_extensions = ["colon_fence", "deflist", "strikethrough"]
myst_heading_anchors = 6
html_theme = "${theme}"
root_doc = "${pages.some((page) => page.startsWith("index.")) ? "index" : (pages[0] ?? "index").replace(/\.\w+$/, "")}"
`;

export const sphinxBuilders: readonly Builder[] = [
  sphinxBuilder("alabaster", "alabaster"),
  sphinxBuilder("classic", "classic"),
  sphinxBuilder("rtd", "sphinx_rtd_theme"),
  sphinxBuilder("furo", "furo"),
  sphinxBuilder("pydata", "pydata_sphinx_theme"),
  sphinxBuilder("book", "sphinx_book_theme"),
  sphinxBuilder("shibuya", "shibuya", otherThemes),
  sphinxBuilder("piccolo", "piccolo_theme", otherThemes),
];
