import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeSyntheticSite } from "../sites/synthetic-site.ts";

/** As applications are built: one shell for all pages, a bundle that everybody needs and one that takes some time. */
const SHELL = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Synthetic documentation</title>
<link rel="stylesheet" href="/style.css"></head>
<body><noscript>You need to enable JavaScript.</noscript><div id="root"></div><script type="module" src="/app.js"></script></body></html>
`;

const APP = `
const root = document.querySelector("#root");
const path = location.pathname.replace(/\\/$/, "/index.html");
const answer = await fetch("/data" + path.replace(/\\.html$/, ".json"));
const { navigation, main } = await answer.json();
root.innerHTML = '<header><img src="/logo.png" alt="logo"></header>' + navigation + main;
document.title = root.querySelector("h1").textContent;
for (let n = 0; n < 3; n++) root.querySelector("main").insertAdjacentHTML("beforeend", '<img src="/picture-' + n + '.png" alt="picture">');
`;

const STYLE = `@font-face { font-family: Own; src: url(/own.woff2) } body { font-family: Own, sans-serif } main { max-width: 50em }\n`;

/** The synthetic site of so many pages, of which no page shows anything without its script. */
export async function writeClientRenderedSite(directory: string, pages: number): Promise<void> {
  await writeSyntheticSite(directory, pages);
  const names = await readdir(directory, { recursive: true });
  for (const name of names.filter((path) => path.endsWith(".html"))) {
    const html = await readFile(join(directory, name), "utf8");
    const data = { navigation: between(html, "<nav", "</nav>"), main: between(html, "<main", "</main>") };
    const file = join(directory, "data", name.replace(/\.html$/, ".json"));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(data));
    await writeFile(join(directory, name), SHELL);
  }
  await writeFile(join(directory, "app.js"), APP);
  await writeFile(join(directory, "style.css"), STYLE);
  for (const name of ["logo.png", "picture-0.png", "picture-1.png", "picture-2.png", "own.woff2"]) {
    await writeFile(join(directory, name), Buffer.alloc(60_000, name));
  }
}

function between(html: string, start: string, end: string): string {
  return html.slice(html.indexOf(start), html.indexOf(end) + end.length);
}
