import type { ApiDescription } from "./api-description.ts";
import type { PageLinks } from "./page-links.ts";
import { scriptText, type Survey } from "./survey-page.ts";

/** Turns a reference into the address that it stands for; undefined where it is an address like any other. */
export type RouteReader = (reference: string) => string | undefined;

/** The links of a page that Docsify has drawn: `#/guide/install?id=x` is the heading `x` of `guide/install.md`. */
export function drawnRoutes(pageUrl: string): RouteReader {
  return (reference) => (/^\/?#\//.test(reference) ? fileOf(reference.replace(/^\/?#/, ""), pageUrl) : undefined);
}

/** The links of the Markdown that Docsify draws: routes with the sign or without it, from the application's folder. */
export function writtenRoutes(pageUrl: string): RouteReader {
  const drawn = drawnRoutes(pageUrl);
  return (reference) => drawn(reference) ?? (isRoute(reference) ? fileOf(reference, pageUrl) : undefined);
}

/** Links of other Markdown files with `?id=`, which nothing but Docsify takes for a heading. */
export function writtenAnchor(reference: string): string | undefined {
  const [, path = "", id = ""] = /^([^?#]{0,2000})\?id=([^&#]{1,500})$/.exec(reference) ?? [];
  if (id === "" || !isRoute(reference)) return undefined;
  return `${path === "" ? "" : markdownName(path)}#${headingId(id)}`;
}

/** Neither another site's, nor a file that is shown as it is, nor a place of the same page. */
function isRoute(reference: string): boolean {
  if (/^(?:[a-z][a-z0-9+.-]{0,20}:|\/\/|#)/i.test(reference)) return false;
  const path = reference.split(/[?#]/, 1)[0] ?? "";
  return !/\.(?!(?:md|markdown)$)\w{1,10}$/i.test(path);
}

function fileOf(route: string, pageUrl: string): string | undefined {
  const [address = "", fragment = ""] = route.split("#", 2);
  const [path = "", query = ""] = address.replace(/^\.?\//, "").split("?", 2);
  const id = new URLSearchParams(query).get("id") ?? fragment;
  const isHome = path === "" || /^readme\.md$/i.test(path);
  const url = URL.parse(isHome ? "" : `./${markdownName(path)}`, pageUrl);
  if (url === null) return undefined;
  url.hash = id === "" ? "" : headingId(id);
  return url.href;
}

function markdownName(path: string): string {
  if (path.endsWith("/")) return `${path}README.md`;
  return /\.(?:md|markdown)$/i.test(path) ? path : `${path}.md`;
}

/** Docsify puts a sign before ids that begin with a digit. */
const headingId = (id: string): string => id.replace(/^_(?=\d)/, "");

/** The Markdown that the page at the application's own address is drawn from; undefined where its routes are paths. */
export function findHomepage({ scripts }: Survey, links: PageLinks): ApiDescription | undefined {
  const settings = scripts.map(scriptText).find((text) => text.includes("$docsify")) ?? "";
  if (/routerMode["']?\s{0,10}:\s{0,10}["']history/.test(settings)) return undefined;
  const folder = /\bbasePath["']?\s{0,10}:\s{0,10}["']([^"'\s]{1,500})["']/.exec(settings)?.[1] ?? "";
  const name = /\bhomepage["']?\s{0,10}:\s{0,10}["']([^"'\s]{1,500})["']/.exec(settings)?.[1] ?? "README.md";
  const url = links.resolve(folder === "" ? name : `${folder.replace(/\/$/, "")}/${name}`)?.href;
  return url === undefined ? undefined : { type: "documents", documents: [{ url, name }] };
}
