import { z } from "zod";
import type { Found } from "../../messages.ts";
import { FoundUrls } from "../found-urls.ts";
import { parseJson } from "./parse-json.ts";
import { relativeUrlOf } from "./source-path.ts";

const HashMap = z.record(z.string(), z.string());
const SiteData = z.object({ base: z.string().optional(), cleanUrls: z.boolean().optional() });

/**
 * Reads the page map of a VitePress site, from a page's HTML (`__VP_HASH_MAP__`) or as `/hashmap.json`. Its keys are
 * source paths in lower case with `_` for `/` (`guide_start.md`), so a page with an underscore of its own cannot be
 * told; doubled and leading ones are left out. `__VP_SITE_DATA__` says the base and whether addresses end in `.html`.
 */
export function readVitepressHashMap(text: string, url: string): Found[] {
  const isJson = text.trimStart().startsWith("{");
  const map = HashMap.safeParse(isJson ? parseJson(text) : readInline(text, "__VP_HASH_MAP__"));
  if (!map.success) return [];
  const site = SiteData.safeParse(readInline(text, "__VP_SITE_DATA__")).data;
  const root = URL.parse(site?.base ?? (isJson ? "./" : "/"), url)?.href ?? url;
  const urls = new FoundUrls(url);
  for (const key of Object.keys(map.data)) {
    const path = pathOf(key, site?.cleanUrls === true);
    if (path !== undefined) urls.addPage(new URL(relativeUrlOf(path), root).href);
  }
  return urls.all;
}

/** The value of `window.NAME=JSON.parse("...")`. */
function readInline(html: string, name: string): unknown {
  const mark = `${name}=JSON.parse(`;
  const start = html.indexOf(mark);
  if (start < 0) return undefined;
  const open = start + mark.length;
  const end = endOfText(html, open);
  const literal = end < 0 ? undefined : parseJson(html.slice(open, end + 1));
  return typeof literal === "string" ? parseJson(literal) : undefined;
}

function endOfText(html: string, open: number): number {
  if (html[open] !== '"') return -1;
  for (let at = open + 1; at < html.length; at++) {
    if (html[at] === "\\") at++;
    else if (html[at] === '"') return at;
  }
  return -1;
}

function pathOf(key: string, hasCleanUrls: boolean): string | undefined {
  if (!key.endsWith(".md") || key.startsWith("_") || key.includes("__")) return undefined;
  const path = key.slice(0, -3).replaceAll("_", "/");
  if (path === "index" || path.endsWith("/index")) return path.slice(0, -5);
  return hasCleanUrls ? path : `${path}.html`;
}
