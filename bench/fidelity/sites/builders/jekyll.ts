import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Alert, asQuotes, rewriteAlerts } from "../alerts.ts";
import { mapProse } from "../api-pages.ts";
import { asFile, type BuildInput, type Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

const tool = { registry: "machine", command: "jekyll", debian: "jekyll jekyll-theme-minima" } as const;

const CONFIG = `title: Sample
url: https://site.test
kramdown: { input: GFM }
`;

/** Its own theme shows the title of a page's front matter, and leads to no page by the name of its source. */
export const jekyll: Builder = {
  name: "jekyll (minima)",
  toolName: "jekyll",
  tool,
  dialect: (markdown) => withLayout(asQuotes(markdown), "page"),
  understood: asQuotes,
  builtFile: asFile,
  build: async (input) => {
    await buildJekyll(input, `${CONFIG}theme: minima\n`);
  },
};

/** A layout of our own with the parts that a page of the theme has. */
const LAYOUT = `<!DOCTYPE html><html lang="en-US"><head><meta charset="UTF-8">
<link rel="stylesheet" href="/assets/css/just-the-docs-default.css"><script src="/assets/js/just-the-docs.js"></script>
<meta name="generator" content="Jekyll v{{ jekyll.version }}"><title>{{ page.title }} | {{ site.title }}</title></head>
<body><a class="skip-to-main" href="#main-content">Skip to main content</a><div class="side-bar"><div class="site-header">
<a href="/" class="site-title lh-tight">Sample</a></div><nav aria-label="Main" id="site-nav" class="site-nav">
<ul class="nav-list">{% for one in site.pages %}<li class="nav-list-item"><a href="{{ one.url }}" class="nav-list-link">
{{ one.title }}</a></li>{% endfor %}</ul></nav></div><div class="main" id="top"><div id="main-header" class="main-header">
<div class="search" role="search"><input type="text" id="search-input" class="search-input" placeholder="Search Sample"></div>
</div><div class="main-content-wrap"><nav aria-label="Breadcrumb" class="breadcrumb-nav"><ol class="breadcrumb-nav-list">
<li class="breadcrumb-nav-list-item"><a href="/guide/">Guide</a></li><li class="breadcrumb-nav-list-item"><span>
{{ page.title }}</span></li></ol></nav><div id="main-content" class="main-content"><main>{{ content }}</main><hr><footer>
<p><a href="#top" id="back-to-top">Back to top</a></p><p class="text-small text-grey-dk-100 mb-0">A footer</p>
<div class="d-flex mt-2"><p class="text-small text-grey-dk-000 mb-0 mr-2">Page last modified: today.</p>
<p class="text-small text-grey-dk-000 mb-0"><a href="https://github.com/x/y" id="edit-this-page">Edit this page on GitHub</a></p>
</div></footer></div></div></div></body></html>
`;

/** What a plugin of the theme's writes into each heading, and the wrapper that it puts around tables. */
const PLUGIN = `Jekyll::Hooks.register :pages, :post_convert do |page|
  page.content = page.content
    .gsub(/<h([1-6]) id="([^"]*)">/) { "<h#{$1} id=\\"#{$2}\\"><a href=\\"##{$2}\\" class=\\"anchor-heading\\" aria-labelledby=\\"#{$2}\\"><svg viewBox=\\"0 0 16 16\\" aria-hidden=\\"true\\"><use xlink:href=\\"#svg-link\\"></use></svg></a> " }
    .gsub("<table>", '<div class="table-wrapper"><table>').gsub("</table>", "</table></div>")
end
`;

export const justTheDocs: Builder = {
  name: "just-the-docs",
  toolName: "jekyll",
  tool,
  dialect: (markdown) => withLayout(rewriteAlerts(markdown, asCallout), "default", true),
  // Its caution is less than its danger.
  understood: (markdown) => markdown.replaceAll("[!CAUTION]", "[!WARNING]"),
  builtFile: asFile,
  build: async (input) => {
    await writeText(join(input.work, "docs/_layouts/default.html"), LAYOUT);
    await writeText(join(input.work, "docs/_plugins/headings.rb"), PLUGIN);
    await buildJekyll(input, `${CONFIG}callouts: { note: { title: Note }, tip: { title: Tip } }\n`);
  },
};

function asCallout({ kind, title, body }: Alert): readonly string[] {
  const quoted = body.map((line) => `> ${line}`.trimEnd());
  if (title === undefined) return [`{: .${kind} }`, ...quoted];
  return [`{: .${kind}-title }`, `> ${title}`, ...quoted];
}

/** The title goes to the front matter; where asked, it stays in the text too. */
function withLayout(markdown: string, layout: string, keepsTitle = false): string {
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? "Sample";
  const body = keepsTitle ? markdown : markdown.replace(/^# .+\n/m, "");
  const linked = mapProse(body, (line) => line.replace(/\]\(([^\s():]+)\.md(#[^\s()]*)?\)/g, "]($1.html$2)"));
  return `---\ntitle: ${JSON.stringify(title)}\nlayout: ${layout}\n---\n${linked}`;
}

async function buildJekyll({ work, out }: BuildInput, config: string): Promise<void> {
  await writeFile(join(work, "docs/_config.yml"), config);
  const args = ["build", "--quiet", "--source", "docs", "--destination", out];
  await runTool({ command: "jekyll", args, cwd: work, env: { JEKYLL_ENV: "production" } });
}

async function writeText(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
