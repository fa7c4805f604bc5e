import type { FetchedBody } from "../fetch/fetch-result.ts";

/** One page to run in a browser. */
export interface RenderRequest {
  readonly url: string;
  /** What the site answered for this URL: the browser gets these bytes and does not ask the site again. */
  readonly document: Pick<FetchedBody, "body" | "contentType" | "charset">;
  /** Between the starts of two requests to one of the crawl's hosts; 0 where the plan has no rate. */
  readonly intervalMs: number;
  readonly signal: AbortSignal;
}

export type RenderResult = { readonly transferredBytes: number; readonly elapsedMs: number } & (
  | {
      readonly type: "ok";
      /** The document after its scripts have run, as HTML in UTF-8. */
      readonly body: Uint8Array<ArrayBuffer>;
    }
  /** The page's script went on to another document, which is for others to judge and to fetch. */
  | { readonly type: "moved"; readonly to: string }
  | { readonly type: "too-large"; readonly detail: string }
  /** For people; says nothing that came from the page. */
  | { readonly type: "failure"; readonly detail: string; readonly retry: boolean }
);

/** Runs the scripts of pages that need them. Whatever a page does is a value; rejects only with the signal's reason. */
export interface Renderer {
  render(request: RenderRequest): Promise<RenderResult>;
  /** Ends the browser, if one was ever started. */
  close(): Promise<void>;
}
