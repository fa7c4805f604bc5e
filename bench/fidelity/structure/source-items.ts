import type { BuiltSite } from "../sites/build-site.ts";
import { readFrontMatter } from "../../../crawler/extract/front-matter.ts";
import { placeOf, urlOf } from "./link-places.ts";
import { parseMarkdown } from "./markdown-tree.ts";
import { type Item, normalise, outlineOf } from "./outline.ts";

/** What a page's Markdown source holds, as its generator understands it. */
export function markdownItems({ builder, source }: BuiltSite, path: string, text: string): Item[] {
  const { body, title } = readFrontMatter(text.replaceAll("\r\n", "\n"));
  const isSo = source.isOurs || builder.understandsAllSo === true;
  const understood = (isSo ? builder.understood?.(body, path) : undefined) ?? body;
  const items = outlineOf(parseMarkdown(understood), { target: (reference) => placeOf(reference, urlOf(path)) });
  if (title === undefined || items.some(({ kind, key }) => kind === "heading" && key.startsWith("h1|"))) return items;
  const heading = normalise(title);
  return [{ kind: "heading", key: `h1|${heading}`, text: heading }, ...items];
}
