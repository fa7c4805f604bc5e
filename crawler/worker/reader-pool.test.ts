import { afterEach, describe, expect, it } from "vitest";
import { decodeStagedPage } from "../staged-object.ts";
import { createReaderPool, type ReaderPoolOptions } from "./reader-pool.ts";
import type { Reader, ReadTask } from "./reading.ts";

const OPTIONS: ReaderPoolOptions = {
  threads: 1,
  timeoutMs: 20_000,
  userAgent: "DocSynapse/0",
  scopeHosts: ["site.test"],
  extraction: { removeSelectors: [] },
  collectAssets: true,
};

const page = (html: string, url = "http://site.test/a.html"): ReadTask => ({
  kind: "page",
  url,
  body: Buffer.from(html),
  contentType: "text/html",
  charset: "utf-8",
  validators: { etag: '"1"' },
});

describe("the reader threads", () => {
  let reader: Reader;

  afterEach(() => reader.close());

  it("read a page into the bytes that are staged, validators and links included", async () => {
    reader = createReaderPool(OPTIONS);

    const reading = await reader.read(page("<main><h1>Title</h1><p>See <a href=b.html>b</a>.</p></main>"));

    expect(reading).toMatchObject({ type: "page", pageUrl: "http://site.test/a.html", generator: "generic" });
    const staged = reading.type === "page" ? decodeStagedPage(reading.staged) : undefined;
    expect(staged?.markdown).toBe("# Title\n\nSee [b](http://site.test/b.html).\n");
    expect(staged?.validators).toEqual({ etag: '"1"' });
    expect(staged?.found).toContainEqual({ url: "http://site.test/b.html", kind: "page" });
  });

  it("read the CDATA sections of XHTML as the text that they are", async () => {
    reader = createReaderPool(OPTIONS);
    const xhtml = page("<main><h1>T</h1><pre><![CDATA[if (a < b && c) {}]]></pre></main>");

    const reading = await reader.read({ ...xhtml, contentType: "application/xhtml+xml" });

    const staged = reading.type === "page" ? decodeStagedPage(reading.staged) : undefined;
    expect(staged?.markdown).toBe("# T\n\n```\nif (a < b && c) {}\n```\n");
  });

  it("end a page that takes too long, and read the next one in a new thread", async () => {
    reader = createReaderPool({ ...OPTIONS, timeoutMs: 4000 });
    await reader.read(page("<main><p>Warm.</p></main>"));
    const slow = page(`<main>${"<p>a <b>b</b> <i>c</i></p>".repeat(1_500_000)}</main>`);

    const [stuck, next] = await Promise.all([reader.read(slow), reader.read(page("<main><p>Next.</p></main>"))]);

    expect(stuck).toMatchObject({ type: "fail", reason: expect.stringMatching(/conversion-timeout|out-of-memory/) });
    expect(next).toMatchObject({ type: "page" });
  });

  it("answer every task once, in whatever number they come", async () => {
    reader = createReaderPool({ ...OPTIONS, threads: 2 });
    const tasks = Array.from({ length: 40 }, (_, n) => page(`<main><h1>${n}</h1><p>Text.</p></main>`));

    const readings = await Promise.all(tasks.map((task) => reader.read(task)));

    const titles = readings.map((reading) => reading.type === "page" && decodeStagedPage(reading.staged).record.title);
    expect(titles).toEqual(tasks.map((_, n) => String(n)));
  });

  it("leave no task without an answer when they are closed", async () => {
    reader = createReaderPool(OPTIONS);
    const tasks = Array.from({ length: 5 }, () => reader.read(page(`<main>${"<p>Text.</p>".repeat(50_000)}</main>`)));

    await reader.close();

    expect(await Promise.all(tasks)).toHaveLength(5);
  });

  it("say why a response is no page", async () => {
    reader = createReaderPool(OPTIONS);

    const picture = await reader.read({ ...page("GIF89a"), contentType: "image/gif" });
    const archive = await reader.read(page("\x1f\x8b\x08\0\0\x01\x02"));
    const empty = await reader.read(page(""));
    const script = await reader.read(page('<body><div id="app"></div><script src="/app.js"></script></body>'));
    const onward = await reader.read(page('<meta http-equiv="refresh" content="0; url=/new.html">'));

    expect(picture).toMatchObject({ type: "skip", reason: "not-a-page", detail: "image/gif" });
    expect(archive).toMatchObject({ type: "skip", reason: "not-a-page", detail: "text/html, but no text" });
    expect(empty).toMatchObject({ type: "skip", reason: "no-content" });
    expect(script).toMatchObject({ type: "skip", reason: "needs-javascript" });
    expect(onward).toEqual({ type: "redirect", to: "http://site.test/new.html", via: "refresh" });
  });
});
