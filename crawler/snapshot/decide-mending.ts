import type { AnchorSpot, LinkSpan, PageRecord } from "../messages.ts";
import { digestOf } from "./digest.ts";
import { engineVersion } from "./engine.ts";
import { isCut } from "./link-place.ts";
import { relativeDestination, splitLinkUrl } from "./link-url.ts";
import { assetFile, pageFile } from "./layout.ts";
import type { Mending } from "./mend.ts";
import { remembering } from "./remembering.ts";
import type { SiteIndex } from "./site-index.ts";

export interface PageMending extends Mending {
  readonly frontMatter: string;
  /** Two mendings of one record with the same digest give the same file. */
  readonly digest: string;
}

/** Everything that the site as a whole decides about one page. */
export function decideMending(record: PageRecord, frontMatter: string, site: SiteIndex): PageMending {
  const path = pathOf(site, record.url);
  const toPage = remembering((page) => relativeDestination(path, pathOf(site, page)), Infinity);
  const destinations = record.links.map((link) => destinationOf(link, record.url, toPage, site));
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
  return target?.kind === "spot" && target.offset === offset && !isCut(url, offset, site.cuts);
}

function destinationOf(
  link: LinkSpan,
  from: string,
  toPage: (url: string) => string,
  site: SiteIndex,
): string | undefined {
  const place = link.image ? undefined : site.placeOf(link.url);
  if (place === undefined) return assetDestination(link, pathOf(site, from), site);
  return place.page === from && place.fragment !== "" ? place.fragment : toPage(place.page) + place.fragment;
}

function assetDestination({ url }: LinkSpan, path: string, site: SiteIndex): string | undefined {
  const assetPath = site.assetPaths.get(site.assetOf(splitLinkUrl(url).page) ?? "");
  return assetPath === undefined ? undefined : relativeDestination(pageFile(path), assetFile(assetPath));
}
