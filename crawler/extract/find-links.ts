import type { Element } from "domhandler";
import type { Found } from "../messages.ts";
import { imageSource, isDarkVariant } from "./image-source.ts";
import type { PageLinks } from "./page-links.ts";
import type { Survey } from "./survey-page.ts";
import { hasAncestorIn } from "./tree-relations.ts";

/** More than any real page has; a generated trap page does not fill a message. */
const MAX_FOUND = 20_000;
const PAGE_RELATIONS =
  /(?:^|\s)(?:next|prev|previous|up|start|first|last|contents|index|chapter|section|glossary)(?:\s|$)/i;

export interface LinkScope {
  readonly links: PageLinks;
  readonly hosts: ReadonlySet<string>;
}

/** All pages that the document links to, navigation included: what is a page worth storing is the frontier's call. */
export function findPages(survey: Survey, scope: LinkScope): Found[] {
  const urls = new Set<string>();
  for (const anchor of survey.anchors) addPage(urls, anchor.attribs["href"], scope);
  for (const frame of survey.frames) addPage(urls, frame.attribs["src"], scope);
  for (const link of survey.headLinks) {
    if (PAGE_RELATIONS.test(link.attribs["rel"]?.slice(0, 200) ?? "")) addPage(urls, link.attribs["href"], scope);
  }
  return Array.from(urls, (url) => ({ url, kind: "page" as const }));
}

/** Images that the content shows. */
export function findAssets(survey: Survey, content: ReadonlySet<Element>, scope: LinkScope): Found[] {
  const urls = new Set<string>();
  for (const image of survey.images) {
    if (isDarkVariant(image) || !(content.has(image) || hasAncestorIn(image, content))) continue;
    addPage(urls, imageSource(image), scope);
  }
  return Array.from(urls, (url) => ({ url, kind: "asset" as const }));
}

function addPage(urls: Set<string>, reference: string | undefined, { links, hosts }: LinkScope): void {
  if (reference === undefined || links.staysOnPage(reference) || urls.size >= MAX_FOUND) return;
  const url = links.resolve(reference);
  if (url === undefined || !(hosts.has(url.host) || hosts.has(url.hostname))) return;
  const page = links.resolvePage(reference);
  if (page !== undefined) urls.add(page);
}
