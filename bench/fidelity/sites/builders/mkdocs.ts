import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asIndented } from "../alerts.ts";
import { asFolder, type BuildInput, type Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

const tool = { registry: "pypi", packages: ["mkdocs==1.6.1", "mkdocs-material==9.8.2"] } as const;

function mkdocsBuilder(name: string, theme: string, namesLanguages: boolean): Builder {
  return {
    name,
    toolName: "mkdocs",
    tool,
    dialect: asIndented,
    builtFile: asFolder,
    treeFile: (source) => `_tree/${source}.html`,
    async build({ tool: folder, work, pages, out }: BuildInput) {
      await writeFile(join(work, "mkdocs.yml"), config(theme, namesLanguages));
      const args = ["-m", "mkdocs", "build", "--quiet", "--site-dir", out];
      await runTool({ command: "python3", args, cwd: work, env: { PYTHONPATH: folder } });
      await writeFile(join(work, "read.py"), READER);
      const paths = ["read.py", join(out, "_tree"), ...pages];
      await runTool({ command: "python3", args: paths, cwd: work, env: { PYTHONPATH: folder } });
    },
  };
}

const config = (theme: string, namesLanguages: boolean): string => `site_name: Sample
docs_dir: docs
theme: ${theme}
markdown_extensions:
  - admonition
  - attr_list
  - def_list
  - footnotes
  - tables
  - toc: { permalink: true }
  - pymdownx.superfences
  - pymdownx.tilde
  - pymdownx.highlight: { pygments_lang_class: ${namesLanguages} }
`;

/** Python-Markdown's own reading of a page, before a theme or a highlighter touches it. */
const READER = `import pathlib, sys
import markdown

out, *pages = sys.argv[1:]
config = {"pymdownx.highlight": {"use_pygments": False}}
extensions = ["admonition", "attr_list", "def_list", "footnotes", "tables", "pymdownx.superfences", "pymdownx.tilde", "pymdownx.highlight"]
for page in pages:
    reader = markdown.Markdown(extensions=["meta", *extensions], extension_configs=config)
    html = reader.convert(pathlib.Path("docs", page).read_text(encoding="utf-8"))
    file = pathlib.Path(out, page + ".html")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(html, encoding="utf-8")
`;

export const mkdocsBuilders: readonly Builder[] = [
  mkdocsBuilder("mkdocs", "mkdocs", true),
  mkdocsBuilder("mkdocs (readthedocs)", "readthedocs", true),
  mkdocsBuilder("mkdocs-material", "material", true),
];
