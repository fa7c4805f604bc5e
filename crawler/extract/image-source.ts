import type { Element } from "domhandler";

const LAZY_SOURCES = ["data-src", "data-original", "data-lazy-src", "data-canonical-src"];

/** Where an image is loaded from: the real source of a lazy one, the largest of a set; undefined for inline data. */
export function imageSource({ attribs }: Element): string | undefined {
  for (const name of LAZY_SOURCES) if (isReference(attribs[name])) return attribs[name];
  if (isReference(attribs["src"])) return attribs["src"];
  return largestOf(attribs["srcset"] ?? attribs["data-srcset"] ?? "");
}

/** The dark twin of an image that is there for light backgrounds too. */
export function isDarkVariant({ attribs }: Element): boolean {
  const classes = attribs["class"] ?? "";
  if (
    /(?:^|[\s_-])(?:dark-only|only-dark|theme-dark|image--dark)|themed(?:Image|Component)--dark|(?:^|\s)dark:block/.test(
      classes,
    )
  ) {
    return true;
  }
  return /#(?:gh-dark-mode-only|only-dark)$/.test(attribs["src"]?.slice(-40) ?? "");
}

function isReference(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== "" && !/^\s*(?:data|blob|javascript):/i.test(value);
}

function largestOf(set: string): string | undefined {
  let best: { source: string; size: number } | undefined;
  for (const candidate of set.slice(0, 20_000).split(/,\s/)) {
    const [source = "", descriptor = "1x"] = candidate.trim().split(/\s+/);
    const size = Number.parseFloat(descriptor);
    if (isReference(source) && (best === undefined || size > best.size)) best = { source, size };
  }
  return best?.source;
}
