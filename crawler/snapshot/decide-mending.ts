import type { AnchorSpot, LinkSpan, PageRecord } from "../messages.ts";
import { digestOf } from "./digest.ts";
import { engineVersion } from "./engine.ts";
import { encodeSegment, relativeDestination, splitLinkUrl } from "./link-url.ts";
import { assetFile, pageFile } from "./layout.ts";
import type { Mending } from "./mend.ts";
import type { SiteIndex } from "./site-index.ts";

export interface PageMending extends Mending {
  readonly frontMatter: string;
  /** Two mendings of one record with the same digest give the same file. */
  readonly digest: string;
}

/** Everything that the site as a whole decides about one page. */
export function decideMending(record: PageRecord, frontMatter: string, site: SiteIndex): PageMending {
  const path = pathOf(site, record.url);
  const destinations = record.links.map((link) => destinationOf(link, record.url, path, site));
  const anchors = record.anchors.filter((spot) => isWanted(spot, record.url, site));
  const cuts = site.cuts.get(record.url) ?? [];
  const decided = [engineVersion, path, frontMatter, destinations, anchors.map(({ offset, id }) => [offset, id]), cuts];
  return { destinations, anchors, cuts, frontMatter, digest: digestOf(JSON.stringify(decided)) };
}

export function pathOf(site: SiteIndex, url: string): string {
  const path = site.pagePaths.get(url);
  if (path === undefined) throw new Error(`no file path was given to ${url}`);
  return path;
}

function isWanted({ id, offset }: AnchorSpot, url: string, site: SiteIndex): boolean {
  if (!site.wantedIds.get(url)?.has(id)) return false;
  const target = site.fragments.find(url, id);
  return target?.kind === "spot" && target.offset === offset && !isCut(url, offset, site);
}

function destinationOf(link: LinkSpan, from: string, path: string, site: SiteIndex): string | undefined {
  const { page, id } = splitLinkUrl(link.url);
  const target = link.image ? undefined : site.pageOf(page);
  if (target === undefined) {
    const assetPath = site.assetPaths.get(site.assetOf(page) ?? "");
    return assetPath === undefined ? undefined : relativeDestination(pageFile(path), assetFile(assetPath));
  }
  const fragment = id === undefined ? "" : fragmentOf(target, id, site);
  if (target === from && fragment !== "") return fragment;
  return relativeDestination(path, pathOf(site, target)) + fragment;
}

/** `#` and what leads to the place in the target's file; empty when the page has no such place. */
function fragmentOf(url: string, id: string, site: SiteIndex): string {
  const target = site.fragments.find(url, id);
  if (target?.kind === "heading") return target.slug === "" ? "" : `#${encodeSegment(target.slug)}`;
  if (target?.kind === "spot" && !isCut(url, target.offset, site)) return `#${encodeSegment(id)}`;
  return "";
}

const isCut = (url: string, offset: number, site: SiteIndex): boolean =>
  (site.cuts.get(url) ?? []).some((cut) => cut.start <= offset && offset < cut.end);
