import { sends, startTestSite, type Page, type TestSite, type TestSiteOptions } from "./test-site.ts";

/** The pages of an application that shows nothing of itself in HTML: path, and what its data says. */
const PAGES: Readonly<Record<string, string>> = {
  "/docs/": `<h1>Guide</h1><p>Everything about the thing, told by scripts alone.</p>
    <a href="/docs/install">Install</a> <a href="/docs/usage">Usage</a>`,
  "/docs/install": `<h1>Install</h1><p>Choose a package manager.</p><div data-tabs="npm=npm install thing;yarn=yarn add thing"></div>`,
  "/docs/usage": `<h1>Usage</h1><p>It is used like this.</p><pre><code>thing --help</code></pre><a href="/docs/deep/end">End</a>`,
  "/docs/deep/end": "<h1>The end</h1><p>Nothing links from here.</p>",
};

/** Routes by history, loads a page's data, and shows the panel of the selected tab alone. */
const APP = `
const root = document.querySelector("#root");
function tabs(element) {
  const panels = element.dataset.tabs.split(";").map((pair) => pair.split("="));
  const list = document.createElement("div"); list.setAttribute("role", "tablist");
  const panel = document.createElement("div"); panel.setAttribute("role", "tabpanel");
  const select = (index) => {
    [...list.children].forEach((tab, at) => tab.setAttribute("aria-selected", String(at === index)));
    panel.innerHTML = "<pre><code>" + panels[index][1] + "</code></pre>";
  };
  panels.forEach(([label], index) => {
    const tab = document.createElement("button"); tab.setAttribute("role", "tab"); tab.textContent = label;
    tab.onclick = () => select(index); list.append(tab);
  });
  select(0); element.append(list, panel);
}
async function show(path) {
  const { html } = await (await fetch("/api" + path)).json();
  root.innerHTML = "<nav><a href='/docs/'>Guide</a></nav><main>" + html + "</main>";
  root.querySelectorAll("[data-tabs]").forEach(tabs);
  document.title = root.querySelector("h1").textContent;
}
show(location.pathname);
`;

const SHELL = `<!doctype html><html lang="en"><head><title>App</title></head><body><noscript>You need to enable JavaScript.</noscript><div id="root"></div><script type="module" src="/app.js"></script></body></html>`;

interface File {
  readonly path: string;
  readonly text: string;
  readonly type: string;
}

/** Where its first page is. */
export const clientRenderedStart = "/docs/";

/** All that a server of it answers with. */
export function buildClientRenderedFiles(): readonly File[] {
  const pages = Object.entries(PAGES).flatMap(([path, html]) => [
    { path, text: SHELL, type: "text/html" },
    { path: `/api${path}`, text: JSON.stringify({ html }), type: "application/json" },
  ]);
  return [{ path: "/app.js", text: APP, type: "text/javascript" }, ...pages];
}

export function startClientRenderedSite(options: TestSiteOptions = {}): Promise<TestSite> {
  const pages = buildClientRenderedFiles().map(({ path, text, type }): [string, Page] => [
    path,
    type === "text/html" ? text : sends(text, type),
  ]);
  return startTestSite(Object.fromEntries(pages), options);
}
