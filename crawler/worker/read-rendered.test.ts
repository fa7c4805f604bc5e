import { describe, expect, it } from "vitest";
import type { FetchedBody } from "../fetch/fetch-result.ts";
import type { RenderResult } from "../render/renderer.ts";
import { readRendered } from "./read-rendered.ts";
import { createReading } from "./read.ts";

const read = createReading({
  userAgent: "DocSynapse/0",
  scopeHosts: ["site.test"],
  extraction: { removeSelectors: [] },
  collectAssets: false,
  canRender: true,
});

const fetchedAs = (html: string, contentType = "text/html"): FetchedBody => ({
  type: "ok",
  status: 200,
  contentType,
  charset: "utf-8",
  headers: {},
  body: new TextEncoder().encode(html),
  validators: { etag: '"1"' },
  transferredBytes: 1,
  elapsedMs: 1,
});

const SHELL = '<div id="app"></div><script src="a.js"></script>';
const measured = { transferredBytes: 0, elapsedMs: 0 };

/** What becomes of a page of which the browser says this. */
async function outcomeOf(result: RenderResult, fetched = fetchedAs(SHELL)) {
  let asked = 0;
  const outcome = await readRendered({
    url: "http://site.test/a",
    fetched,
    reader: { read: (task) => Promise.resolve(read(task)), close: () => Promise.resolve() },
    renderer: {
      render: () => {
        asked += 1;
        return Promise.resolve(result);
      },
      close: () => Promise.resolve(),
    },
    mode: "Auto",
    intervalMs: 0,
    signal: new AbortController().signal,
  });
  return { outcome, asked };
}

const failure = (retry: boolean): RenderResult => ({ type: "failure", detail: "why", retry, ...measured });

describe("a page that is rendered", () => {
  it("is read from what the browser shows, and has no validators", async () => {
    const body = new TextEncoder().encode('<div id="app"><h1>Shown</h1></div><script src="a.js"></script>');

    const { outcome } = await outcomeOf({ type: "ok", body, ...measured });

    expect(outcome).toMatchObject({ type: "page" });
    const staged = outcome.type === "page" ? new TextDecoder().decode(outcome.staged) : "";
    expect(staged).toContain("# Shown");
    expect(staged).not.toContain("etag");
  });

  it.each<[string, RenderResult, object]>([
    [
      "leads elsewhere",
      { type: "moved", to: "http://site.test/b", ...measured },
      { type: "redirect", to: "http://site.test/b" },
    ],
    ["is too large", { type: "too-large", detail: "why", ...measured }, { type: "skip", reason: "too-large" }],
    ["lost its browser", failure(true), { type: "retry", reason: "rendering" }],
    [
      "takes for ever and has nothing in its HTML",
      failure(false),
      { type: "fail", reason: "rendering", detail: "why" },
    ],
  ])("and %s is told so", async (_, result, outcome) => {
    expect((await outcomeOf(result)).outcome).toMatchObject(outcome);
  });

  it("and takes for ever is read as its HTML is, where that says something", async () => {
    const { outcome } = await outcomeOf(failure(false), fetchedAs("<main><h1>Static</h1><p>part</p></main>"));

    expect(outcome).toMatchObject({ type: "page", pageUrl: "http://site.test/a" });
  });

  it("and is no HTML is not shown to the browser", async () => {
    const { outcome, asked } = await outcomeOf(failure(false), fetchedAs("# Title\n\nText.\n", "text/markdown"));

    expect(outcome).toMatchObject({ type: "page" });
    expect(asked).toBe(0);
  });
});
