import type { Plan } from "../contract.ts";
import type { FetchedBody } from "../fetch/fetch-result.ts";
import type { Outcome } from "../messages.ts";
import { BROWSER_REMEDY } from "../render/find-browser.ts";
import type { Renderer } from "../render/renderer.ts";
import type { Reader, Reading } from "./reading.ts";

export interface PageToRender {
  readonly url: string;
  readonly fetched: FetchedBody;
  readonly reader: Reader;
  /** Absent where no worker of the crawl has a browser. */
  readonly renderer: Renderer | undefined;
  readonly mode: Plan["rendering"]["mode"];
  readonly intervalMs: number;
  /** Why the API description that the page names could not be read in its place. */
  readonly undescribed?: string | undefined;
  readonly signal: AbortSignal;
}

const HTML_TYPES: ReadonlySet<string> = new Set(["text/html", "application/xhtml+xml", ""]);

/** Reads what a browser makes of a page, as any page is read; what is no HTML needs no browser. */
export async function readRendered(page: PageToRender): Promise<Outcome> {
  const { url, fetched, renderer, intervalMs, signal } = page;
  if (!HTML_TYPES.has(fetched.contentType)) return readRaw(page);
  if (renderer === undefined) return withoutBrowser(page);
  const rendered = await renderer.render({ url, document: fetched, intervalMs, signal });
  switch (rendered.type) {
    case "ok":
      return readBody(page, rendered.body);
    case "moved":
      return { type: "redirect", to: rendered.to, via: "refresh" };
    case "too-large":
      return { type: "skip", reason: "too-large", detail: rendered.detail };
    case "failure":
      if (rendered.retry) return { type: "retry", reason: "rendering", detail: rendered.detail };
      return despite(page, rendered.detail);
    default:
      return rendered satisfies never;
  }
}

/** Validators speak of the HTML alone, and what is shown may change without it: so a rendered page has none. */
function readBody({ url, reader, undescribed }: PageToRender, body: Uint8Array): Promise<Reading> {
  const form = { contentType: "text/html", charset: "utf-8", validators: {} };
  return reader.read({ kind: "page", url, body, isRendered: true, undescribed, ...form });
}

function readRaw(
  { url, fetched, reader, undescribed }: PageToRender,
  as: { isRendered?: boolean; isFinal?: boolean } = { isRendered: true },
): Promise<Reading> {
  const { body, contentType, charset } = fetched;
  return reader.read({ kind: "page", url, body, contentType, charset, validators: {}, undescribed, ...as });
}

/** Much of a page is better than none of it: its record says what it lacks. */
async function despite(page: PageToRender, detail: string): Promise<Outcome> {
  const raw = await readRaw(page);
  return raw.type === "page" ? raw : { type: "fail", reason: "rendering", detail };
}

const NO_BROWSER = `no worker of this crawl has a browser: ${BROWSER_REMEDY}`;

/** As a crawl in one process has it that finds no browser; a plan that wants every page rendered gets none that is not. */
async function withoutBrowser(page: PageToRender): Promise<Outcome> {
  if (page.mode === "Always") return { type: "fail", reason: "rendering", detail: NO_BROWSER };
  const raw = await readRaw(page, { isFinal: true });
  return raw.type === "skip" && raw.reason === "needs-javascript" ? { ...raw, detail: NO_BROWSER } : raw;
}
