import type { FragmentIndex } from "./fragments.ts";
import type { Range } from "./furniture.ts";
import { encodeSegment, splitLinkUrl } from "./link-url.ts";
import { remembering } from "./remembering.ts";
import type { ResolveUrl } from "./resolve-url.ts";

/** Where a link into the site leads. */
export interface LinkPlace {
  /** URL of the stored page. */
  readonly page: string;
  /** `#` and what leads to the place in the page's file; empty when the link names none or the page has no such place. */
  readonly fragment: string;
}

export interface PlaceFacts {
  readonly pageOf: ResolveUrl;
  readonly fragments: FragmentIndex;
  readonly cuts: ReadonlyMap<string, readonly Range[]>;
}

/** Pages of a site link to the same few thousand places. */
const rememberedPlaces = 10_000;

/** The place of a link's absolute URL; undefined for a URL that is no stored page. */
export function createPlaceOf(facts: PlaceFacts): (url: string) => LinkPlace | undefined {
  return remembering((url) => {
    const { page, id } = splitLinkUrl(url);
    const target = facts.pageOf(page);
    if (target === undefined) return undefined;
    return { page: target, fragment: id === undefined ? "" : fragmentOf(target, id, facts) };
  }, rememberedPlaces);
}

function fragmentOf(url: string, id: string, { fragments, cuts }: PlaceFacts): string {
  const target = fragments.find(url, id);
  if (target?.kind === "heading") return target.slug === "" ? "" : `#${encodeSegment(target.slug)}`;
  if (target?.kind === "spot" && !isCut(url, target.offset, cuts)) return `#${encodeSegment(id)}`;
  return "";
}

export const isCut = (url: string, offset: number, cuts: PlaceFacts["cuts"]): boolean =>
  (cuts.get(url) ?? []).some((cut) => cut.start <= offset && offset < cut.end);
