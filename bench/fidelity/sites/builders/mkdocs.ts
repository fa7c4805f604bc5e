import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asIndented } from "../alerts.ts";
import { asFolder, type BuildInput, type Builder } from "../builder.ts";
import { runTool, type Tool } from "../tools.ts";

/** Themes that no profile knows by name. */
const otherThemes = {
  registry: "pypi",
  packages: [
    "mkdocs==1.6.1",
    "mkdocs-shadcn==0.12.2",
    "mkdocs-bootstrap4==0.1.5",
    "mkdocs-cinder==1.2.0",
    "mkdocs-windmill==1.0.5",
    "mkdocs-ivory==0.4.6",
    "mkdocs-terminal==4.8.0",
    "mkdocs-dracula-theme==1.1.0",
    "mkdocs-gitbook==0.0.1",
    "mkdocs-rtd-dropdown==1.0.2",
    "pymdown-extensions==13.1.2",
  ],
} as const;

const tool = { registry: "pypi", packages: ["mkdocs==1.6.1", "mkdocs-material==9.8.2"] } as const;

function mkdocsBuilder(name: string, theme: string, from: Tool = tool): Builder {
  return {
    name,
    toolName: from === tool ? "mkdocs" : "mkdocs-themes",
    tool: from,
    dialect: asIndented,
    builtFile: asFolder,
    treeFile: (source) => `_tree/${source}.html`,
    async build({ tool: folder, work, pages, out }: BuildInput) {
      await writeFile(join(work, "mkdocs.yml"), config(theme));
      const args = ["-m", "mkdocs", "build", "--quiet", "--site-dir", out];
      await runTool({ command: "python3", args, cwd: work, env: { PYTHONPATH: folder } });
      await writeFile(join(work, "read.py"), READER);
      const paths = ["read.py", join(out, "_tree"), ...pages];
      await runTool({ command: "python3", args: paths, cwd: work, env: { PYTHONPATH: folder } });
    },
  };
}

const config = (theme: string): string => `site_name: Sample
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
  - pymdownx.highlight: { pygments_lang_class: true }
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
  mkdocsBuilder("mkdocs", "mkdocs"),
  mkdocsBuilder("mkdocs (readthedocs)", "readthedocs"),
  mkdocsBuilder("mkdocs-material", "material"),
];

export const otherMkdocsBuilders: readonly Builder[] = [
  "shadcn",
  "bootstrap4",
  "cinder",
  "windmill",
  "ivory",
  "terminal",
  "dracula",
  "gitbook",
  "rtd-dropdown",
].map((theme) => mkdocsBuilder(`mkdocs (${theme})`, theme, otherThemes));
