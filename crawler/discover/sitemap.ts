import type { Found } from "../messages.ts";
import { maxUrlLength } from "../url/identity.ts";
import { readMarkup } from "./bounded-markup.ts";
import { decodeText } from "../fetch/decode-text.ts";
import { FoundUrls } from "./found-urls.ts";
import { gunzipIfPacked } from "./gunzip.ts";

/**
 * Reads a sitemap (https://www.sitemaps.org/protocol.html): `urlset`, `sitemapindex`, plain text, and RSS or Atom
 * feeds, packed with gzip or not. Entries of an index are lists again. Broken XML yields the entries before the break;
 * what is no sitemap, such as an HTML error page, yields nothing.
 */
export function parseSitemap(bytes: Uint8Array, url: string): { found: Found[] } {
  const unpacked = gunzipIfPacked(bytes);
  if (!unpacked) return { found: [] };
  const text = decodeText(unpacked, undefined, "text").trimStart();
  const urls = new FoundUrls(url);
  if (text.startsWith("<")) readXml(text, urls);
  else readLines(text, urls);
  return { found: urls.all };
}

function readLines(text: string, urls: FoundUrls): void {
  for (const [line] of text.matchAll(/^[ \t]{0,8}https?:\/\/[^\s<>"]+/gim)) {
    if (urls.isFull) return;
    urls.addPage(line);
  }
}

type Container = "url" | "sitemap" | "item" | "entry";

/** State of one pass over the XML. Names are taken without prefix: many sitemaps have a wrong namespace or none. */
interface Pass {
  /** The entry that is being read. */
  container: Container | undefined;
  /** What the text is read for; undefined outside such an element. */
  field: "loc" | "link" | "guid" | undefined;
  text: string;
  /** An RSS item whose link is in its guid only. */
  guid: string | undefined;
  hasLink: boolean;
  isHtml: boolean;
}

function readXml(xml: string, urls: FoundUrls): void {
  const pass: Pass = {
    container: undefined,
    field: undefined,
    text: "",
    guid: undefined,
    hasLink: false,
    isHtml: false,
  };
  readMarkup(xml, "xml", {
    onOpen: (name, attributes) => openElement(pass, urls, name, attributes),
    onText: (text) => {
      if (pass.field && pass.text.length <= maxUrlLength) pass.text += text;
    },
    onClose: (name) => closeElement(pass, urls, localName(name)),
    isDone: () => pass.isHtml || urls.isFull,
  });
}

function openElement(pass: Pass, urls: FoundUrls, name: string, attributes: Readonly<Record<string, string>>): void {
  const local = localName(name);
  pass.text = "";
  pass.field = undefined;
  if (local === "html") pass.isHtml = true;
  if (pass.isHtml) return;
  if (isContainer(local)) {
    pass.container = local;
    pass.guid = undefined;
    pass.hasLink = false;
  } else if (pass.container === "entry") {
    // A feed of media or of API answers has links of other kinds beside the page's.
    if (local === "link" && (attributes["rel"] ?? "alternate") === "alternate") urls.addPage(attributes["href"] ?? "");
  } else if (pass.container === "item") {
    if (name === "link" || (local === "guid" && attributes["isPermaLink"] !== "false"))
      pass.field = local === "guid" ? "guid" : "link";
  } else if (local === "loc" && pass.container && !isMedia(name)) pass.field = "loc";
}

function closeElement(pass: Pass, urls: FoundUrls, local: string): void {
  const value = pass.text.trim();
  const { field } = pass;
  pass.field = undefined;
  if (value !== "" && field === "guid") pass.guid = value;
  else if (value !== "" && field) addEntry(pass, urls, value);
  if (!isContainer(local)) return;
  if (pass.container === "item" && !pass.hasLink && pass.guid !== undefined && /^https?:/i.test(pass.guid))
    urls.addPage(pass.guid);
  pass.container = undefined;
}

function addEntry(pass: Pass, urls: FoundUrls, value: string): void {
  pass.hasLink = true;
  if (pass.container === "sitemap") urls.addList(value, "sitemap");
  else urls.addPage(value);
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1).toLowerCase();
}

function isContainer(local: string): local is Container {
  return local === "url" || local === "sitemap" || local === "item" || local === "entry";
}

/** `image:loc` names a picture on the page. */
function isMedia(name: string): boolean {
  return /^(?:image|video|news):/i.test(name);
}
