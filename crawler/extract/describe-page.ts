import { convertPage } from "../convert/convert-page.ts";
import { extractPage } from "./extract-page.ts";

/** All that reading a page gives, as the text that a test case expects of it. */
export function describePage(html: string): string {
  const page = extractPage(html, {
    url: "https://docs.test/guide/page",
    scopeHosts: new Set(["docs.test"]),
    extraction: { removeSelectors: [] },
    collectAssets: true,
  });
  const { metadata, generator, found, missing } = page;
  const { name: profile, version, theme } = generator;
  const links = found.map(({ kind, url }) => `${kind} ${url}`);
  const head = { profile, generatorVersion: version, theme, ...metadata, found: links, missing };
  return `${JSON.stringify(head, null, 2)}\n\n${convertPage(page).markdown}`;
}
