import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join, normalize } from "node:path";

/**
 * A documentation site in a pod: the folder /site, and below `/made/<pages>/<kilobytes>/` as many pages of that size as
 * wanted. It runs as it is in an image that has nothing but Node.
 */
const port = 8080;

createServer((request, response) => void respond(request, response)).listen(port);

async function respond({ method, url = "/" }: IncomingMessage, response: ServerResponse): Promise<void> {
  if (url !== "/healthz") console.log(`${method} ${url}`);
  const path = decodeURIComponent(new URL(url, "http://localhost").pathname);
  const page = await answer(path);
  const type = path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8";
  response.writeHead(page === undefined ? 404 : 200, { "content-type": type });
  response.end(page ?? "<h1>Not found</h1>");
}

async function answer(path: string): Promise<string | Buffer | undefined> {
  if (path === "/healthz") return "ok";
  const [, pages, kilobytes, page] = /^\/made\/(\d+)\/(\d+)\/(\d*)$/.exec(path) ?? [];
  if (pages !== undefined) return makePage(Number(pages), Number(kilobytes), page ?? "");
  const file = join("/site", normalize(path), path.endsWith("/") ? "index.html" : "");
  return await readFile(file).catch(() => undefined);
}

function makePage(pages: number, kilobytes: number, page: string): string {
  const sections = page === "" ? listPages(pages) : makeSections(Number(page), kilobytes);
  const title = page === "" ? "All pages" : `Page ${page}`;
  return `<!doctype html><html lang="en"><head><title>${title}</title></head><body><main><h1>${title}</h1>${sections}</main></body></html>`;
}

function listPages(pages: number): string {
  const items = Array.from({ length: pages }, (_, index) => `<li><a href="${index}">Page ${index}</a></li>`);
  return `<ul>${items.join("\n")}</ul>`;
}

/** Some 1 kB each, of what is work to convert: a table, code, links and emphasis. */
function makeSections(page: number, kilobytes: number): string {
  const rows = (section: number): string =>
    Array.from(
      { length: 6 },
      (_, row) => `<tr><td><code>option-${row}</code></td><td>${page}.${section}</td><td>Some <em>text</em>.</td></tr>`,
    ).join("");
  return Array.from(
    { length: kilobytes },
    (_, section) => `<h2 id="s${section}">Section ${section}</h2>
<p>What <strong>page ${page}</strong> says in <a href="${(page * 7 + section) % 100}">another place</a> about it, with
<code>code_${section}</code> and the like.</p>
<pre><code class="language-sh">run --page ${page} --section ${section}\n</code></pre>
<table><thead><tr><th>Option</th><th>Value</th><th>Means</th></tr></thead><tbody>${rows(section)}</tbody></table>`,
  ).join("\n");
}
