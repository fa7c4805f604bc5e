import { extractPage } from "../extract/extract-page.ts";
import { convertPage, type ConvertedPage } from "./convert-page.ts";

/** A page of the docs.test site as a crawl converts it. */
export function convertHtml(html: string, collectAssets = false): ConvertedPage {
  const page = extractPage(html, {
    url: "https://docs.test/guide/page",
    scopeHosts: new Set(["docs.test"]),
    extraction: { removeSelectors: [] },
    collectAssets,
  });
  return convertPage(page);
}

/** The Markdown of a page with this content. */
export const convertContent = (content: string): string => convertHtml(`<main>${content}</main>`).markdown;
