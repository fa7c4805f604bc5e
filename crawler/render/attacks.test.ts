import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, serve, type TestServer } from "../fetch/test-server.ts";
import { browser, openRenderer, pageOf, textOf, type TestRenderer } from "./testing-browser.ts";

const TEXT = "This is the text of the page, which is long enough to be taken for a page that has begun.";

/** A page that tries something and writes down what came of it. */
const trying = (script: string): string =>
  `<!doctype html><html><body><p>${TEXT}</p><div id="log"></div><script>
   const note = (text) => { log.append(text + " | ") };
   ${script}</script></body></html>`;

/** Names that stand for what a test's resolver answers. */
const NAMES: Readonly<Record<string, string>> = { "docs.test": "93.184.215.14", "rebind.test": "127.0.0.1" };

/**
 * Private addresses are refused here, so the page's own site is one that only the test's resolver knows, and its
 * document is given: whatever else the page reaches is an escape.
 */
describe.skipIf(browser === undefined)("a hostile page", () => {
  let inner: TestServer;
  let raw: TestServer;
  let renderer: TestRenderer;
  let reached = 0;

  beforeAll(async () => {
    inner = await serve((_request, response) => {
      reached += 1;
      response.writeHead(200, { "access-control-allow-origin": "*" }).end("secret");
    });
    raw = await listen(
      createServer((socket) => {
        reached += 1;
        socket.destroy();
      }),
    );
    renderer = openRenderer({
      allowPrivateAddresses: false,
      timeoutMs: 6000,
      lookup: (hostname, _options, callback) => {
        const address = NAMES[hostname] ?? "127.0.0.1";
        callback(null, [{ address, family: 4 }]);
      },
    });
  });
  afterAll(async () => {
    await renderer.close();
    await inner[Symbol.asyncDispose]();
    await raw[Symbol.asyncDispose]();
  });

  const run = async (script: string, url = "http://docs.test/page"): Promise<string> => {
    reached = 0;
    return textOf(await renderer.render(pageOf(url, trying(script))));
  };

  it("reaches no loopback, metadata or private address, by literal or by name", async () => {
    const text = await run(`
      const targets = ["http://127.0.0.1:${inner.port}/", "http://localhost:${inner.port}/", "http://[::1]:${inner.port}/",
        "http://169.254.169.254/latest/meta-data/", "http://rebind.test:${inner.port}/", "http://0.0.0.0:${inner.port}/",
        "http://2130706433:${inner.port}/", "https://127.0.0.1:${raw.port}/"];
      for (const target of targets) fetch(target, { mode: "no-cors" }).then(
        (r) => note(target + " answered"), () => note(target + " refused"));
      for (const target of targets) fetch(target).then((r) => r.text()).then((t) => note("got " + t), () => note("refused"));
      for (const target of targets) { const s = document.createElement("script"); s.src = target; document.head.append(s) }`);

    expect(reached).toBe(0);
    expect(text).toContain(TEXT);
    expect(text).not.toContain("secret |");
    expect(text).toContain("refused |");
  });

  it("reaches nothing private by a redirect of its own site", async () => {
    const asked: (string | undefined)[] = [];
    // The way to the public site of this test is its proxy, which answers for it, and would for any other.
    await using proxy = await serve((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: `http://127.0.0.1:${inner.port}/` }).end();
    });
    await using through = openRenderer({ allowPrivateAddresses: false, proxy: proxy.url });

    const text = textOf(
      await through.render(
        pageOf("http://docs.test/", trying('fetch("/to-private").then(() => note("in"), () => note("out"))')),
      ),
    );

    expect(asked).toEqual(["http://docs.test/to-private"]);
    expect(text).toContain("out |");
  });

  it("opens no WebSocket, plain or in TLS, and no connection beside HTTP", async () => {
    const text = await run(`
      for (const url of ["ws://127.0.0.1:${raw.port}/", "wss://127.0.0.1:${raw.port}/", "ws://docs.test/"]) {
        const socket = new WebSocket(url); socket.onopen = () => note("open"); socket.onerror = () => note("no socket") }
      note(typeof RTCPeerConnection); note(typeof WebTransport);
      const events = new EventSource("http://127.0.0.1:${raw.port}/"); events.onerror = () => note("no events");`);

    expect(reached).toBe(0);
    expect(text).toContain("no socket | ");
    expect(text).toContain("undefined | undefined | ");
    expect(text).not.toContain("open | ");
  });

  it("reads no file and gets no other scheme", async () => {
    const text = await run(`
      for (const url of ["file:///etc/passwd", "chrome://version", "ftp://docs.test/"]) {
        fetch(url).then((r) => r.text()).then((t) => note("got " + t), () => note("refused"));
        const frame = document.createElement("iframe"); frame.src = url; document.body.append(frame) }
      try { location.href = "file:///etc/passwd" } catch { note("refused") }`);

    expect(text).toContain("refused |");
    expect(text).not.toContain("root:");
  });

  it("opens no windows, shows no dialogs, downloads nothing, and is asked no permission", async () => {
    const text = await run(`
      for (let n = 0; n < 200; n++) { alert(n); window.open("http://docs.test/" + n); confirm("?") }
      const link = document.createElement("a"); link.href = "data:application/octet-stream,x"; link.download = "x.bin"; link.click();
      navigator.geolocation?.getCurrentPosition(() => note("located"), () => note("denied"));
      note("survived")`);

    expect(text).toContain("survived |");
    expect(text).not.toMatch(/located \|/);
  });

  it("starts no service worker, where a secure origin would let it, and no shared one", async () => {
    const text = await run(
      `note(isSecureContext ? "secure" : "insecure");
       note(typeof navigator.serviceWorker); note(typeof SharedWorker)`,
      "https://docs.test/page",
    );

    expect(text).toContain('<div id="log">secure | undefined | undefined | </div>');
  });

  it("reaches nothing private from a worker of its own", async () => {
    const text = await run(`
      const code = "fetch('http://127.0.0.1:${inner.port}/').then(() => postMessage('answered'), () => postMessage('refused'))";
      const worker = new Worker(URL.createObjectURL(new Blob([code]))); worker.onmessage = ({ data }) => note(data)`);

    expect(reached).toBe(0);
    expect(text).toContain("refused |");
  });

  it("writes nothing to the disk by a download, whoever serves it", async () => {
    const home = await mkdtemp(join(tmpdir(), "downloads-"));
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = home;
    await using site = await serve((_request, response) => {
      response.writeHead(200, { "content-disposition": "attachment; filename=loot.bin" }).end("loot");
    });
    await using generous = openRenderer();
    try {
      const text = textOf(
        await generous.render(
          pageOf(
            `${site.url}/page`,
            trying(`
              const link = document.createElement("a"); link.href = "/loot.bin"; link.download = "loot.bin"; link.click();
              const own = document.createElement("a"); own.href = URL.createObjectURL(new Blob(["loot"])); own.download = "loot.bin"; own.click();
              note("clicked")`),
          ),
        ),
      );
      const files = await readdir(home, { recursive: true });

      expect(text).toContain("clicked |");
      expect(files.length).toBeGreaterThan(0);
      expect(files.filter((file) => /loot|crdownload|artifacts.*\/[0-9a-f-]{36}$/.test(file))).toEqual([]);
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
      await generous.close();
      await rm(home, { recursive: true, force: true });
    }
  });

  it("that never ends its script is cut off, and the next page is none the worse", async () => {
    const startMs = performance.now();

    const stuck = await renderer.render(pageOf("http://docs.test/loop", trying("for (;;) {}")));
    const next = await run("note('well')");

    expect(stuck).toMatchObject({ type: "failure", retry: false, detail: expect.stringContaining("within 6000 ms") });
    expect(performance.now() - startMs).toBeLessThan(25_000);
    expect(next).toContain("well |");
  });

  it("that grows without bound is given up, and the next page is none the worse", async () => {
    const grown = await renderer.render(
      pageOf(
        "http://docs.test/huge",
        trying(
          `const all = document.createDocumentFragment(); for (let n = 0; n < 250000; n++) all.append(document.createElement("p")); document.body.append(all)`,
        ),
      ),
    );
    const next = await run("note('well')");

    expect(grown.type === "too-large" || grown.type === "failure").toBe(true);
    expect(next).toContain("well |");
  });

  it("that fills its memory loses its own process and nothing else", async () => {
    const full = await renderer.render(
      pageOf(
        "http://docs.test/memory",
        trying("const all = []; for (;;) all.push(new Array(1e6).fill(Math.random()))"),
      ),
    );
    const next = await run("note('well')");

    expect(full).toMatchObject({ type: "failure" });
    expect(next).toContain("well |");
  });

  it("that asks for ever is refused after some hundred requests", async () => {
    let asked = 0;
    await using site = await serve((_request, response) => {
      asked += 1;
      response.end("more");
    });
    await using generous = openRenderer({ timeoutMs: 8000 });

    await generous.render(
      pageOf(
        `${site.url}/`,
        trying("(async () => { for (let n = 0; ; n++) await fetch('/more?' + n).catch(() => {}) })()"),
      ),
    );

    // A busy machine may come to the page's end of time first.
    expect(asked).toBeGreaterThan(100);
    expect(asked).toBeLessThanOrEqual(400);
  });
});
