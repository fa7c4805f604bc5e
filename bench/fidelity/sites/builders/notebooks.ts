import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { asQuotes } from "../alerts.ts";
import { asFile, type BuildInput, type Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

const tool = {
  registry: "pypi",
  packages: [
    "sphinx==9.0.4",
    "furo==2025.12.19",
    "nbconvert==7.17.2",
    "nbsphinx==0.9.8",
    "myst-nb==1.4.0",
    // Pandoc itself: nbsphinx reads Markdown by it.
    "pypandoc-binary==1.17",
  ],
} as const;

/** What the cells of a notebook print. */
const OUTPUT = "ready";

/** The code that is a cell of its own: all blocks in JavaScript that lie in nothing else. */
const CELL = /^```js\n([\s\S]*?)\n```$/m;

const METADATA = {
  kernelspec: { name: "javascript", display_name: "JavaScript", language: "js" },
  language_info: { name: "js", pygments_lexer: "js", file_extension: ".js" },
};

/** A page as a notebook: its prose in cells of Markdown, its code in cells that were run. */
function asNotebook(markdown: string): string {
  const cells = markdown.split(CELL).map((source, at) =>
    at % 2 === 0
      ? { cell_type: "markdown", id: `cell-${at}`, metadata: {}, source }
      : {
          cell_type: "code",
          id: `cell-${at}`,
          metadata: {},
          source,
          execution_count: at,
          outputs: [{ output_type: "stream", name: "stdout", text: OUTPUT }],
        },
  );
  return JSON.stringify({ cells, metadata: METADATA, nbformat: 4, nbformat_minor: 5 });
}

function understood(markdown: string): string {
  return asQuotes(markdown).replace(new RegExp(CELL, "gm"), (cell) => `${cell}\n\n\`\`\`\n${OUTPUT}\n\`\`\``);
}

/** Pandoc writes boxes as signs where a format has none. */
function withDrawnBoxes(markdown: string): string {
  return markdown.replaceAll("- [x]", "- ☒").replaceAll("- [ ]", "- ☐");
}

function notebookBuilder(name: string, build: (input: BuildInput) => Promise<void>): Builder {
  return {
    name,
    toolName: "notebooks",
    tool,
    dialect: (markdown) => asQuotes(markdown).replace(/\]\(([^\s():]+)\.md(#[^\s()]*)?\)/g, "]($1.ipynb$2)"),
    understood: name === "nbsphinx" ? (markdown) => withDrawnBoxes(understood(markdown)) : understood,
    builtFile: asFile,
    build: async (input) => {
      for (const page of input.pages) {
        const file = join(input.work, "docs", page);
        await writeFile(file.replace(/\.md$/, ".ipynb"), asNotebook(await readFile(file, "utf8")));
        await rm(file);
      }
      await build(input);
    },
  };
}

function nbconvert(template: string): Builder {
  return notebookBuilder(`nbconvert (${template})`, async ({ tool: folder, work, pages, out }) => {
    const env = { PYTHONPATH: folder, JUPYTER_PATH: join(folder, "share/jupyter") };
    for (const page of pages) {
      const to = ["--template", template, "--output", join(out, page.replace(/\.md$/, ""))];
      const args = ["-m", "nbconvert", "--to", "html", ...to, join("docs", page.replace(/\.md$/, ".ipynb"))];
      await mkdir(dirname(join(out, page)), { recursive: true });
      await runTool({ command: "python3", args, cwd: work, env });
    }
  });
}

function sphinxWith(extension: string, settings: string): Builder {
  return notebookBuilder(extension, async ({ tool: folder, work, out }) => {
    const config = `project = "Sample"\nextensions = ["${extension}"]\nhtml_theme = "furo"\n${settings}\n`;
    await writeFile(join(work, "docs/conf.py"), config);
    const env = {
      PYTHONPATH: folder,
      JUPYTER_PATH: join(folder, "share/jupyter"),
      PATH: `${join(folder, "pypandoc/files")}:${process.env["PATH"] ?? ""}`,
    };
    await runTool({ command: "python3", args: ["-m", "sphinx", "-Q", "-b", "html", "docs", out], cwd: work, env });
  });
}

export const notebookBuilders: readonly Builder[] = [
  nbconvert("lab"),
  nbconvert("classic"),
  sphinxWith("nbsphinx", 'nbsphinx_execute = "never"'),
  sphinxWith("myst_nb", 'nb_execution_mode = "off"'),
];
