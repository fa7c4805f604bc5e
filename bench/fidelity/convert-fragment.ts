import { readHtml } from "../../crawler/worker/read-html.ts";

export const FRAGMENT_URL = "https://fragment.test/guide/page";

/** HTML as the content of a page that says nothing else, read as a crawl reads pages. */
export function convertFragment(html: string): string {
  return readHtml(`<!doctype html><html><head><title>Page</title></head><body><main>${html}</main></body></html>`, {
    url: FRAGMENT_URL,
    scopeHosts: new Set(["fragment.test"]),
    extraction: { removeSelectors: [] },
    collectAssets: true,
  }).markdown;
}
