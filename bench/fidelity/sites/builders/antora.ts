import { cp, mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { exists } from "../../../cache-directory.ts";
import { asAsciidoc } from "../asciidoc.ts";
import { asFile, type Builder, type BuildInput } from "../builder.ts";
import { runTool } from "../tools.ts";

/** A user interface of our own, with the parts that a page of Antora's has; its pages and partials come from Antora. */
const LAYOUT = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{{page.title}}} :: {{site.title}}</title>
<meta name="generator" content="Antora {{antoraVersion}}"></head><body class="article"><header class="header">
<a class="navbar-item" href="{{{siteRootPath}}}/">Sample</a></header><div class="body">
<div class="nav-container"><aside class="nav"><div class="nav-panel-menu" data-panel="menu">{{#each page.navigation}}
<ul class="nav-list">{{#each ./items}}<li class="nav-item"><a class="nav-link" href="{{{./url}}}">{{{./content}}}</a></li>
{{/each}}</ul>{{/each}}</div></aside></div><main class="article"><div class="toolbar" role="navigation">
<nav class="breadcrumbs"><ul><li><a href="/">{{site.title}}</a></li></ul></nav><div class="edit-this-page">
<a href="#">Edit this Page</a></div></div><div class="content"><article class="doc"><h1 class="page">{{{page.title}}}</h1>
{{{page.contents}}}<nav class="pagination"><span class="next"><a href="#">Next</a></span></nav></article></div></main></div>
<footer class="footer"><p>Made with Antora</p></footer></body></html>
`;

/** Pages and pictures lie in folders of their own, and are named from there. */
function dialect(markdown: string, path: string): string {
  const fromRoot = (reference: string): string => {
    const [file = "", ...rest] = reference.split("#");
    return [posix.normalize(posix.join(dirname(path), file)), ...rest].join("#");
  };
  return asAsciidoc(markdown, {
    page: (reference) => (reference.startsWith("#") ? reference : fromRoot(reference)),
    picture: (reference) => fromRoot(reference).replace(/^images\//, ""),
  });
}

const PLAYBOOK = {
  site: { title: "Sample", url: "https://site.test" },
  content: { sources: [{ url: "./content", branches: "HEAD" }] },
  ui: { bundle: { url: "./ui" } },
  runtime: { cache_dir: "./cache" },
};

export const antora: Builder = {
  name: "antora",
  toolName: "antora",
  tool: { registry: "npm", packages: { "@antora/cli": "3.1.15", "@antora/site-generator": "3.1.15" } },
  dialect,
  // Its caution is less than its warning.
  understood: (markdown) => markdown.replaceAll("[!CAUTION]", "[!WARNING]"),
  builtFile: asFile,
  build: async (input) => {
    await buildAntora(input, []);
  },
};

export async function buildAntora(
  { tool, work, pages, out }: BuildInput,
  extensions: readonly string[],
): Promise<void> {
  const root = join(work, "content/modules/ROOT");
  for (const page of pages) {
    const file = join(root, "pages", page.replace(/\.md$/, ".adoc"));
    await mkdir(dirname(file), { recursive: true });
    await rename(join(work, "docs", page), file);
  }
  if (await exists(join(work, "docs/images"))) {
    await cp(join(work, "docs/images"), join(root, "images"), { recursive: true });
  }
  await writeFile(
    join(work, "content/antora.yml"),
    "name: ROOT\nversion: ~\ntitle: Sample\nnav: [modules/ROOT/nav.adoc]\n",
  );
  await writeFile(join(root, "nav.adoc"), pages.map((page) => `* xref:${page.replace(/\.md$/, ".adoc")}[]\n`).join(""));
  await mkdir(join(work, "ui/layouts"), { recursive: true });
  for (const layout of ["default", "404"]) await writeFile(join(work, `ui/layouts/${layout}.hbs`), LAYOUT);
  await writeFile(
    join(work, "antora-playbook.json"),
    JSON.stringify({ ...PLAYBOOK, asciidoc: { extensions }, output: { dir: out } }),
  );
  await asRepository(join(work, "content"));
  const args = ["--attribute", "idprefix=", "--attribute", "idseparator=-", "antora-playbook.json"];
  await runTool({ command: join(tool, "node_modules/.bin/antora"), args, cwd: work });
}

/** Antora reads from repositories alone. */
async function asRepository(cwd: string): Promise<void> {
  await runTool({ command: "git", args: ["init", "--quiet"], cwd });
  await runTool({ command: "git", args: ["add", "."], cwd });
  const author = ["-c", "user.name=Sample", "-c", "user.email=sample@site.test"];
  await runTool({ command: "git", args: [...author, "commit", "--quiet", "--message", "Sample"], cwd });
}
