import { foldPages, type FoldPage } from "../snapshot/fold.ts";
import { keyOf, type Entry } from "./entry.ts";

/** How many of the stored pages are another one under a second URL, by the rule that publishing goes by. */
export function countFolded(entries: ReadonlyMap<string, Entry>): number {
  const pages: FoldPage[] = [];
  for (const { kind, bucket, url, hash, length, canonical } of entries.values()) {
    const isStored = kind === "page" && (bucket === "stored" || bucket === "unchanged");
    if (isStored && hash !== undefined) pages.push({ url, hash, length, canonical });
  }
  return foldPages(pages, (url) => resolve(entries, url)).length;
}

function resolve(entries: ReadonlyMap<string, Entry>, url: string): string | undefined {
  let entry = URL.canParse(url) ? entries.get(keyOf("page", url)) : undefined;
  // A chain of redirects is bounded by the plan; a cycle ends where it was before.
  for (let hops = 0; entry?.redirectTo !== undefined && hops < 20; hops++) entry = entries.get(entry.redirectTo);
  return entry?.bucket === "stored" || entry?.bucket === "unchanged" ? entry.url : undefined;
}
