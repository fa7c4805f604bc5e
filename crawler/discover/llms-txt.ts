import type { Found } from "../messages.ts";
import { FoundUrls } from "./found-urls.ts";
import { markdownLinks } from "./markdown-links.ts";

/**
 * Reads an llms.txt (https://llmstxt.org): the links of its Markdown, as they are; a link to another llms.txt is a list
 * again. `llms-full.txt` is the text of all pages and not followed.
 */
export function parseLlmsTxt(text: string, url: string): Found[] {
  const urls = new FoundUrls(url);
  for (const target of markdownLinks(text)) {
    if (urls.isFull) break;
    const path = target.split(/[?#]/, 1)[0] ?? "";
    if (/(?:^|\/)llms\.txt$/.test(path)) urls.addList(target, "llms-txt");
    else if (!/(?:^|\/)llms-full\.txt$/.test(path)) urls.addPage(target);
  }
  return urls.all.filter((found) => found.url !== url);
}
