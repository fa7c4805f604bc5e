import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serve, type TestServer } from "../fetch/test-server.ts";
import { browser, openRenderer, pageOf, textOf, type TestRenderer } from "./testing-browser.ts";

const shell = (script: string, body = '<div id="app"></div>'): string =>
  `<!doctype html><html><head><title>T</title></head><body>${body}<script>${script}</script></body></html>`;

const SOME_TEXT = "This is the text of the page, which is long enough to be taken for a page that has begun.";

describe.skipIf(browser === undefined)("a page that its scripts write", () => {
  let site: TestServer;
  let renderer: TestRenderer;
  const seen: string[] = [];

  beforeAll(async () => {
    site = await serve((request, response) => {
      seen.push(request.url ?? "");
      if (request.url === "/data.json") {
        response.writeHead(200, { "content-type": "application/json" });
        setTimeout(() => response.end(JSON.stringify({ text: `from data ${SOME_TEXT}` })), 400);
      } else if (request.url === "/app.js") {
        response.writeHead(200, { "content-type": "text/javascript", "cache-control": "no-cache" });
        response.end(`document.querySelector("#app").textContent = "by app.js. ${SOME_TEXT}"`);
      } else if (request.url === "/letters.js") {
        response.writeHead(200, { "content-type": "text/javascript" });
        response.end(
          'document.querySelector("#out").textContent = "Größe: " + "Größe".length + " letters. ".repeat(9)',
        );
      } else response.writeHead(404).end();
    });
    renderer = openRenderer();
  });
  afterAll(async () => {
    await renderer.close();
    await site[Symbol.asyncDispose]();
  });

  const render = async (path: string, html: string, more = {}): Promise<string> =>
    textOf(await renderer.render(pageOf(site.url + path, html, more)));

  it("is taken with what it fetched", async () => {
    const html = shell(`fetch("/data.json").then((r) => r.json()).then(({ text }) => { app.textContent = text })`);

    expect(await render("/", html)).toContain("from data This is");
  });

  it("is not asked for again: the browser gets the bytes that are at hand", async () => {
    seen.length = 0;

    await render("/again", shell(`app.textContent = ${JSON.stringify(SOME_TEXT)}`));

    expect(seen).toEqual([]);
  });

  it("is decoded as the readers decode it, whatever a browser would guess, and its scripts with it", async () => {
    const url = `${site.url}/undeclared`;
    const body = new TextEncoder().encode('<!doctype html><p id="out"></p><script src="/letters.js"></script>');

    const text = textOf(
      await renderer.render(pageOf(url, "", { document: { body, contentType: "", charset: undefined } })),
    );

    expect(text).toContain("Größe: 5 letters");
  });

  it("shares its scripts with the other pages, whatever their caching says", async () => {
    seen.length = 0;
    const html = '<!doctype html><div id="app"></div><script src="/app.js"></script><img src="/picture.png">';

    const texts = [await render("/one", html), await render("/two", html)];

    expect(texts.join()).toMatch(/by app\.js.*by app\.js/s);
    expect(seen).toEqual(["/app.js"]);
  });

  it("is read when what the plan waits for is there", async () => {
    await using patient = openRenderer({ waitFor: ".ready" });
    const html = shell(
      `app.textContent = ${JSON.stringify(SOME_TEXT)}; setTimeout(() => { app.innerHTML += '<p class="ready">late</p>' }, 1500)`,
    );

    expect(textOf(await patient.render(pageOf(`${site.url}/late`, html)))).toContain("late</p>");
  });

  it("fails and says so when what the plan waits for never comes", async () => {
    await using patient = openRenderer({ waitFor: ".never", timeoutMs: 1500 });

    const result = await patient.render(pageOf(`${site.url}/never`, shell(`app.textContent = "x"`)));

    expect(result).toMatchObject({
      type: "failure",
      retry: false,
      detail: expect.stringContaining("show .never within 1500 ms"),
    });
  });

  it("knows nothing of the page before it", async () => {
    const html = shell(
      `app.textContent = "was " + (localStorage.seen ?? "new") + document.cookie; localStorage.seen = "old"; document.cookie = "a=b"`,
    );

    await render("/first", html);

    expect(await render("/second", html)).toContain("was new<");
  });

  it("loads what comes into sight only when it is scrolled to", async () => {
    const html = shell(
      `new IntersectionObserver((seen) => { if (seen.some((e) => e.isIntersecting)) end.textContent = "loaded at last" }).observe(end)`,
      `<p>${SOME_TEXT}</p><div style="height:6000px"></div><div id="end">…</div>`,
    );

    expect(await render("/lazy", html)).toContain("loaded at last");
  });

  it("loses its consent banner", async () => {
    const banner = '<div style="position:fixed;bottom:0">We use cookies. <button>Accept</button></div>';

    const text = await render(
      "/banner",
      shell("", `${banner}<main><p>${SOME_TEXT} Cookies are described here.</p></main>`),
    );

    expect(text).toContain("Cookies are described");
    expect(text).not.toContain("We use cookies");
  });

  it.each([
    [
      "deep in the application's own root",
      `<div id="root"><div class="x1"><div class="x2" style="position:fixed;inset:auto 0 0 0"><p>Diese Seite verwendet Cookies.</p><div><button>Alle akzeptieren</button></div></div></div>MAIN</div>`,
    ],
    ["as a dialog in the top layer", `MAIN<dialog open><h2>Your cookies</h2><button>Allow</button></dialog>`],
    [
      "in a shadow root",
      `<x-consent></x-consent>MAIN<script>document.querySelector("x-consent").attachShadow({ mode: "open" }).innerHTML =
        '<div style="position:fixed;top:0">Your consent matters. <a role="button">Agree</a></div>'</script>`,
    ],
  ])("loses a consent banner that nobody knows: %s", async (_, body) => {
    const main = `<nav style="position:sticky;top:0"><button>Menu</button><a href="/cookies">Cookies</a></nav><main><h1>Guide</h1><p>${SOME_TEXT}</p><div class="note" style="position:relative">Cookies are set by <button>Run</button></div></main>`;

    const text = (await render("/unknown", shell("", body.replace("MAIN", main)))).replace(
      /<script>[^]*?<\/script>/g,
      "",
    );

    expect(text).not.toMatch(/verwendet Cookies|Your cookies|Your consent/);
    expect(text).toContain("Cookies are set by");
    expect(text).toContain('href="/cookies"');
  });

  it("gives the content of shadow roots, with what is slotted in its place", async () => {
    const html = shell(
      `customElements.define("x-doc", class extends HTMLElement { connectedCallback() {
         this.attachShadow({ mode: "open" }).innerHTML = "<h2>In the shadow</h2><slot></slot><p>after</p>" } })`,
      `<x-doc><b>${SOME_TEXT}</b></x-doc>`,
    );

    expect(await render("/shadow", html)).toMatch(/<h2>In the shadow<\/h2><b>This.*<\/b><p>after<\/p>/);
  });

  it("that goes to another document is told as moved, and the other one is not fetched", async () => {
    seen.length = 0;

    const result = await renderer.render(pageOf(`${site.url}/old`, shell(`location.replace("/new/")`)));

    expect(result).toMatchObject({ type: "moved", to: `${site.url}/new/` });
    expect(seen).toEqual([]);
  });

  it("that writes another path into the address has its relative links start there", async () => {
    const html = shell(`history.replaceState({}, "", "/intro/"); app.textContent = ${JSON.stringify(SOME_TEXT)}`);

    expect(await render("/", html)).toContain(`<base href="${site.url}/intro/">`);
  });

  it("waits for its turn when many come at once, and each is itself", async () => {
    const names = Array.from({ length: 9 }, (_, n) => `page number ${n}.`);

    const texts = await Promise.all(
      names.map((name, n) =>
        render(`/many/${n}`, shell(`app.textContent = ${JSON.stringify(`${name} ${SOME_TEXT}`)}`)),
      ),
    );

    expect(texts.map((text, n) => text.includes(`<div id="app">${names[n]}`))).toEqual(names.map(() => true));
  });

  it("stops with the signal's reason", async () => {
    const stop = new AbortController();
    const rendering = renderer.render(
      pageOf(`${site.url}/stop`, shell("setInterval(() => app.append('x'), 10)"), { signal: stop.signal }),
    );
    setTimeout(() => stop.abort(new Error("enough")), 300);

    await expect(rendering).rejects.toThrow("enough");
  });
});

/** Tabs as component libraries make them: only the panel of the selected one is in the document. */
const TABS = `
  const texts = { npm: "npm install thing", yarn: "yarn add thing", pnpm: "pnpm add thing" };
  function show(name) {
    app.innerHTML = '<div role="tablist">' + Object.keys(texts).map((tab) =>
      '<button role="tab" id="t-' + tab + '" aria-selected="' + (tab === name) + '">' + tab + '</button>').join("") +
      '</div><div role="tabpanel" aria-labelledby="t-' + name + '"><pre><code>' + texts[name] + '</code></pre></div>';
    for (const tab of app.querySelectorAll("[role=tab]")) tab.onclick = () => setTimeout(() => show(tab.textContent), 30);
  }
  show("npm");`;

describe.skipIf(browser === undefined)("tabs whose panels are not in the document", () => {
  it("are selected one after the other, and each panel is kept under its label", async () => {
    await using renderer = openRenderer();
    const html = shell(TABS, `<main><p>${SOME_TEXT}</p><div id="app"></div></main>`);

    const text = textOf(await renderer.render(pageOf("http://127.0.0.1:4000/", html)));

    const shown = text.replace(/<script>[^]*?<\/script>/g, "");
    const panels = [...shown.matchAll(/role="tabpanel" aria-labelledby="([^"]+)"><pre><code>([^<]*)/g)];
    const labels = new Map([...shown.matchAll(/role="tab" id="([^"]+)">([^<]*)/g)].map(([, id, label]) => [id, label]));
    expect(panels.map(([, id, code]) => [labels.get(id), code])).toEqual([
      ["npm", "npm install thing"],
      ["yarn", "yarn add thing"],
      ["pnpm", "pnpm add thing"],
    ]);
  });

  it("that listen for a pointer, and show their panels without a role, are selected too", async () => {
    await using renderer = openRenderer();
    const html = shell(
      `for (const tab of document.querySelectorAll("[role=tab]")) tab.addEventListener("pointerdown", (event) => {
         if (event.pointerType !== "mouse" || event.button !== 0) return;
         for (const other of document.querySelectorAll("[role=tab]")) {
           const on = other === tab; const panel = document.getElementById(other.getAttribute("aria-controls"));
           other.setAttribute("aria-selected", on); other.dataset.state = on ? "active" : "inactive";
           panel.hidden = !on; panel.innerHTML = on ? "<p>panel " + other.textContent + "</p>" : "" } })`,
      `<p>${SOME_TEXT}</p><div><div role="tablist"><a role="tab" href="#" aria-controls="a" aria-selected="true">curl</a><a role="tab" href="#" aria-controls="b" aria-selected="false">HTTPie</a></div>
       <section id="a"><p>panel curl</p></section><section id="b" hidden></section></div>`,
    );

    const text = textOf(await renderer.render(pageOf("http://127.0.0.1:4000/", html)));

    expect(text.match(/<p>panel \w+<\/p>/g)).toEqual(["<p>panel curl</p>", "<p>panel HTTPie</p>"]);
  });

  it("that are panels with nothing in them yet are filled", async () => {
    await using renderer = openRenderer();
    const html = shell(
      `for (const tab of document.querySelectorAll("[role=tab]")) tab.onclick = () => {
         for (const other of document.querySelectorAll("[role=tab]")) {
           const on = other === tab; const panel = document.getElementById(other.getAttribute("aria-controls"));
           other.setAttribute("aria-selected", on); panel.hidden = !on; panel.innerHTML = on ? "<p>panel " + other.textContent + "</p>" : "" } }`,
      `<p>${SOME_TEXT}</p><div><ul role="tablist"><li role="tab" aria-controls="a" aria-selected="true">200</li><li role="tab" aria-controls="b">404</li></ul>
       <div role="tabpanel" id="a"><p>panel 200</p></div><div role="tabpanel" id="b" hidden></div></div>`,
    );

    const text = textOf(await renderer.render(pageOf("http://127.0.0.1:4000/", html)));

    expect(text.match(/<p>panel \d+<\/p>/g)).toEqual(["<p>panel 200</p>", "<p>panel 404</p>"]);
  });
});

describe("a renderer without a browser to start", () => {
  it("fails the page and says what to check", async () => {
    await using renderer = openRenderer({ executable: "/nowhere/chromium" });

    const result = await renderer.render(pageOf("http://127.0.0.1:4000/", shell("")));

    expect(result).toMatchObject({ type: "failure", detail: expect.stringContaining("`/nowhere/chromium --version`") });
  });

  it("says so when the kernel gives it no sandbox", async () => {
    const folder = await mkdtemp(join(tmpdir(), "no-sandbox-"));
    const executable = join(folder, "chromium");
    await writeFile(executable, "#!/bin/sh\necho 'FATAL: No usable sandbox!' >&2\nexit 1\n", { mode: 0o755 });
    await using renderer = openRenderer({ executable });

    const result = await renderer.render(pageOf("http://127.0.0.1:4000/", shell("")));
    await rm(folder, { recursive: true });

    expect(result).toMatchObject({
      type: "failure",
      detail: expect.stringContaining("DOCSYNAPSE_CHROMIUM_SANDBOX=off"),
    });
  });
});
