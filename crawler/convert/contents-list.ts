import { type Element, isTag } from "domhandler";
import { descendants } from "../extract/plain-text.ts";
import type { PageWalk } from "./page-walk.ts";

/** A list of the page's own headings, which its Markdown has no need of; one of other pages is content. */
export function leadsOnlyHere({ page }: PageWalk, element: Element): boolean {
  const here = page.url.replace(/#.*$/, "");
  let links = 0;
  for (const node of descendants(element)) {
    const href = isTag(node) && node.name === "a" ? node.attribs["href"] : undefined;
    if (href === undefined) continue;
    if (!href.startsWith("#") && page.links.resolvePage(href) !== here) return false;
    links += 1;
  }
  return links > 0;
}
