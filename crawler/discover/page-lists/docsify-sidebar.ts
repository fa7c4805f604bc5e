import type { Found } from "../../messages.ts";
import { FoundUrls } from "../found-urls.ts";
import { markdownLinks } from "../markdown-links.ts";

/**
 * Reads a Docsify `_sidebar.md` or `_navbar.md`: links are routes of the one page (`guide`, `/guide`, `#/guide?id=x`),
 * each of which is a Markdown file; `folder/` is its `README.md`. Routes start at the application's folder, which is
 * taken to be that of the file, or above it where the route repeats the file's folder (`/de/_sidebar.md`: `/de/guide`).
 */
export function readDocsifySidebar(text: string, url: string): Found[] {
  const urls = new FoundUrls(url);
  for (const target of markdownLinks(text)) {
    const route = routeOf(target);
    if (route !== undefined) urls.addPage(fileOf(route, url));
  }
  return urls.all;
}

function routeOf(target: string): string | undefined {
  if (/^(?:[a-z][a-z0-9+.-]{0,20}:|\/\/)/i.test(target)) return undefined;
  const path = target.replace(/^\/?#(?=\/)/, "").split(/[?#]/, 1)[0] ?? "";
  return path === "" && target !== "/" ? undefined : path.replace(/^\.?\//, "");
}

function fileOf(route: string, url: string): string {
  const folder = new URL(".", url);
  const own = folder.pathname.split("/").at(-2) ?? "";
  const base = own !== "" && (route === own || route.startsWith(`${own}/`)) ? new URL("..", folder) : folder;
  return (URL.parse(`./${markdownName(route)}`, base.href) ?? folder).href;
}

function markdownName(route: string): string {
  if (route === "" || route.endsWith("/")) return `${route}README.md`;
  return /\.(?:md|markdown)$/i.test(route) ? route : `${route}.md`;
}
