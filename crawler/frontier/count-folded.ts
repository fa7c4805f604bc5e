import { foldPages, type FoldPage } from "../snapshot/fold.ts";
import { keyOf, type Entry } from "./entry.ts";

/**
 * How many of the stored pages say the same as another one, by the rule that publishing goes by. What rel=canonical
 * folds beside these is left out: that number may fall again, and a limit that has been passed cannot be mended.
 */
export function countFolded(entries: ReadonlyMap<string, Entry>): number {
  const pages: FoldPage[] = [];
  const natives = nativesOf(entries);
  for (const { key, kind, bucket, url, hash, length } of entries.values()) {
    const isStored = kind === "page" && (bucket === "stored" || bucket === "unchanged");
    if (isStored && hash !== undefined) pages.push({ url, hash, length, native: natives.get(key) });
  }
  return foldPages(pages, (url) => resolve(entries, url)).length;
}

/** Where each page offers Markdown of its own, by the page's key; where that redirects to comes later. */
function nativesOf(entries: ReadonlyMap<string, Entry>): Map<string, string> {
  const natives = new Map<string, string>();
  for (const { kind, subject, url } of entries.values()) {
    if (kind !== "native" || subject === undefined) continue;
    const key = keyOf("page", subject);
    if (!natives.has(key)) natives.set(key, url);
  }
  return natives;
}

function resolve(entries: ReadonlyMap<string, Entry>, url: string): string | undefined {
  let entry = URL.canParse(url) ? entries.get(keyOf("page", url)) : undefined;
  // A chain of redirects is bounded by the plan; a cycle ends where it was before.
  for (let hops = 0; entry?.redirectTo !== undefined && hops < 20; hops++) entry = entries.get(entry.redirectTo);
  return entry?.bucket === "stored" || entry?.bucket === "unchanged" ? entry.url : undefined;
}
