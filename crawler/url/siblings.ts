import { identityOf, parseHttpUrl } from "./identity.ts";
import { isSameLanguage, languageTag } from "./language-segment.ts";
import { startFolder } from "./start-folder.ts";
import { versionKind, versionRank } from "./version-segment.ts";

export type Sibling = "other-version" | "other-language";

/** What the start page says about itself and its siblings. */
export interface SiblingEvidence {
  /** hreflang alternates, absolute. */
  readonly alternates: readonly { readonly language: string; readonly url: string }[];
  /** The page's own language (`html[lang]`). */
  readonly language?: string | undefined;
  /** Absolute URLs that the page links to. */
  readonly links: readonly string[];
}

/**
 * A test for pages of another version or translation of the same documentation, decided from the start page alone, so
 * that it does not depend on the order of the crawl. `start` is the final URL, after redirects.
 *
 * Where the start URL names a version or a language, another one at the same place is a sibling. Where it does not, a
 * version directly below its folder is, and what hreflang alternates name. Words and numbers that are as often chapters
 * (`next`, `dev`, `3`) count only when a clear version (`2.x`, `stable`) is linked at the same place.
 */
export function createSiblingTest(start: URL, evidence: SiblingEvidence): (url: URL) => Sibling | undefined {
  const path = segmentsOf(start);
  const links = evidence.links.flatMap((link) => parseOnHost(link, start.host)).map(segmentsOf);
  const languageAt = findLanguage(path, evidence);
  const version = findVersion(start, path, links, languageAt);
  const translations = translatedPrefixes(start, path, evidence, languageAt);

  return (url) => {
    if (url.host !== start.host) return undefined;
    const segments = segmentsOf(url);
    if (languageAt >= 0 && isOtherLanguage(path, segments, languageAt)) return "other-language";
    if (translations.some((prefix) => startsWith(segments, prefix))) return "other-language";
    return version && isOtherVersion(version, segments, languageAt) ? "other-version" : undefined;
  };
}

/** A place in the path where versions stand. */
interface VersionPlace {
  /** The segments before it; where the language stands any may be. */
  readonly before: readonly string[];
  /** The version that is crawled; undefined when it is the one without a name. */
  readonly own: string | undefined;
  /** Whether clear versions were seen there, so that unclear ones count too. */
  readonly isSure: boolean;
}

function findVersion(
  start: URL,
  path: readonly string[],
  links: readonly string[][],
  languageAt: number,
): VersionPlace | undefined {
  const at = path.findIndex(
    (segment, index) => index !== languageAt && versionKind(segment) !== undefined && isFolder(start, path, index),
  );
  if (at >= 0) {
    const before = path.slice(0, at);
    return {
      before,
      own: path[at],
      isSure: hasSureVersion(links, before, languageAt) || versionKind(path[at] ?? "") === "sure",
    };
  }
  const before = segmentsOf(new URL(startFolder(start), start));
  if (
    /^(?:releases?|release-?notes?|changelogs?|changes|whats-?new|versions?|history|news|migrations?|migrating|upgrad(?:e|ing))$/i.test(
      before.at(-1) ?? "",
    )
  )
    return undefined;
  return { before, own: chosenVersion(before, links, languageAt), isSure: hasSureVersion(links, before, languageAt) };
}

/** A bare number at the end is a chapter (`/lesson/3`), a clear version may be the address of its first page. */
function isFolder(start: URL, path: readonly string[], index: number): boolean {
  return index + 1 < path.length || start.pathname.endsWith("/") || versionKind(path[index] ?? "") === "sure";
}

function hasSureVersion(links: readonly string[][], before: readonly string[], languageAt: number): boolean {
  return links.some((link) => isBelow(link, before, languageAt) && versionKind(link[before.length] ?? "") === "sure");
}

/** A start page that leads to nothing but versions has no version of its own: the best of them is crawled. */
function chosenVersion(before: readonly string[], links: readonly string[][], languageAt: number): string | undefined {
  const children = links
    .filter((link) => link.length > before.length && isBelow(link, before, languageAt))
    .map((link) => link[before.length] ?? "");
  const hasOwnPages = children.some((child) => versionKind(child) === undefined);
  if (hasOwnPages || !children.some((child) => versionKind(child) === "sure")) return undefined;
  return children.toSorted((one, other) => versionRank(other) - versionRank(one) || (one < other ? -1 : 1))[0];
}

function isOtherVersion(place: VersionPlace, segments: readonly string[], languageAt: number): boolean {
  const value = segments[place.before.length];
  if (value === undefined || value === place.own || !isBelow(segments, place.before, languageAt)) return false;
  const kind = versionKind(value);
  return kind === "sure" || (kind === "maybe" && place.isSure);
}

function isBelow(segments: readonly string[], before: readonly string[], languageAt: number): boolean {
  return before.every(
    (segment, index) =>
      segments[index] === segment || (index === languageAt && languageTag(segments[index] ?? "") !== undefined),
  );
}

/** Index of the segment that is the start page's language; -1 without a proof that it is one. */
function findLanguage(path: readonly string[], evidence: SiblingEvidence): number {
  const tags = evidence.alternates.map((alternate) => alternate.language);
  const known = evidence.language === undefined ? tags : [...tags, evidence.language];
  return path.findIndex((segment) => {
    const tag = languageTag(segment);
    return tag !== undefined && known.some((language) => isSameLanguage(language, tag));
  });
}

function isOtherLanguage(path: readonly string[], segments: readonly string[], languageAt: number): boolean {
  const own = languageTag(path[languageAt] ?? "");
  const other = languageTag(segments[languageAt] ?? "");
  return other !== undefined && other !== own && startsWith(segments, path.slice(0, languageAt));
}

/** Prefixes of translations, from what an alternate's path has in front of, or in place of, the start page's own. */
function translatedPrefixes(
  start: URL,
  path: readonly string[],
  evidence: SiblingEvidence,
  languageAt: number,
): string[][] {
  if (languageAt >= 0) return [];
  const own = evidence.language ?? evidence.alternates.find(({ url }) => isSameUrl(url, start))?.language;
  return evidence.alternates
    .filter(({ language }) => language.toLowerCase() !== "x-default" && language.toLowerCase() !== own?.toLowerCase())
    .flatMap(({ url }) => parseOnHost(url, start.host))
    .map((url) => differingPrefix(path, segmentsOf(url)))
    .filter((prefix) => prefix.length > 0 && !startsWith(path, prefix));
}

function differingPrefix(path: readonly string[], translated: readonly string[]): string[] {
  const at = translated.findIndex((segment, index) => segment !== path[index]);
  return at < 0 ? [] : translated.slice(0, at + 1);
}

function isSameUrl(one: string, other: URL): boolean {
  const url = parseHttpUrl(one);
  return url !== undefined && identityOf(url) === identityOf(other);
}

function parseOnHost(url: string, host: string): URL[] {
  const parsed = parseHttpUrl(url);
  return parsed?.host === host ? [parsed] : [];
}

function segmentsOf(url: URL): string[] {
  return url.pathname.split("/").filter((segment) => segment !== "");
}

function startsWith(segments: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((segment, index) => segments[index] === segment);
}
