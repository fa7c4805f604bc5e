import type { Found } from "../../messages.ts";
import { readMarkup } from "../bounded-markup.ts";
import { FoundUrls } from "../found-urls.ts";

/**
 * The pages that an HTML list links to, at or below the list's own folder: mdBook's `toc.html`, rustdoc's `all.html`,
 * Javadoc's `allclasses-index.html`. Links out of that folder are the site's furniture.
 */
export function readLinkedPages(text: string, url: string): Found[] {
  const urls = new FoundUrls(url);
  readMarkup(text, "html", {
    onOpen: (name, attributes) => {
      const href = attributes["href"]?.trim();
      if (name === "a" && href && !href.startsWith("#")) urls.addPage(href);
    },
    isDone: () => urls.isFull,
  });
  const folder = new URL(".", url).href;
  return urls.all.filter((found) => found.url.startsWith(folder) && found.url !== url);
}
