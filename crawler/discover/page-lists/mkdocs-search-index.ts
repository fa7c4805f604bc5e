import { z } from "zod";
import type { Found } from "../../messages.ts";
import { FoundUrls } from "../found-urls.ts";
import { parseJson } from "./parse-json.ts";

const SearchIndex = z.object({ docs: z.array(z.unknown()) });
const Entry = z.object({ location: z.string() });

/** Reads an MkDocs `search/search_index.json`: `docs[].location`, relative to the site's root, one row a section. */
export function readMkdocsSearchIndex(text: string, url: string): Found[] {
  const index = SearchIndex.safeParse(parseJson(text));
  const urls = new FoundUrls(new URL("../", url).href);
  for (const doc of index.data?.docs ?? []) {
    const entry = Entry.safeParse(doc);
    if (entry.success) urls.addPage(entry.data.location);
  }
  return urls.all;
}
