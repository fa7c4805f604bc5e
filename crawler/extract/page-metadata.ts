import { type Element, isTag } from "domhandler";
import type { ContentRoot } from "./choose-content.ts";
import type { PageLinks } from "./page-links.ts";
import { pageTitle } from "./page-title.ts";
import { descendants, plainText } from "./plain-text.ts";
import type { Profile } from "./profile.ts";
import type { ElementTest } from "./simple-selector.ts";
import { metaContent, scriptText, type Survey } from "./survey-page.ts";
import { hasAncestorIn } from "./tree-relations.ts";

export interface PageMetadata {
  readonly title: string;
  readonly description?: string;
  readonly language?: string;
  readonly version?: string;
  readonly breadcrumb: string[];
  readonly lastModified?: string;
  readonly editUrl?: string;
  readonly canonical?: string;
}

export function readMetadata(
  survey: Survey,
  roots: readonly ContentRoot[],
  links: PageLinks,
  { isNoise, profile }: { readonly isNoise: ElementTest; readonly profile: Profile },
): PageMetadata {
  const within = new Set(roots.map((root) => root.element));
  const title = roots.find((root) => root.asTitle)?.element;
  const optional = {
    description: description(survey, profile),
    language: pageLanguage(survey),
    version: docsVersion(survey),
    lastModified: lastModified(survey),
    editUrl: editUrl(survey, links),
    canonical: canonicalUrl(survey, links),
  };
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return {
    title: pageTitle(survey, { within, title, isNoise, isBook: profile.isBook === true }),
    breadcrumb: readBreadcrumb(survey),
    ...known,
  };
}

function description(survey: Survey, { noDescription }: Profile): string | undefined {
  const text = metaContent(survey, "description", "og:description", "twitter:description")?.slice(0, 4096);
  return text === undefined || text === survey.title || noDescription?.test(text) === true ? undefined : text;
}

function pageLanguage(survey: Survey): string | undefined {
  const tag =
    survey.html?.attribs["lang"] ?? survey.html?.attribs["xml:lang"] ?? metaContent(survey, "content-language");
  const language = tag?.trim().replaceAll("_", "-");
  return language !== undefined && /^[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,3}$/i.test(language) ? language : undefined;
}

/** Docusaurus' word for documentation of which it keeps one version only. */
const UNVERSIONED = "current";

/** Version of what is documented, not of the generator. */
function docsVersion(survey: Survey): string | undefined {
  const named = metaContent(survey, "docsearch:version", "docusaurus_version", "readthedocs-version-slug");
  if (named !== undefined && named !== UNVERSIONED) return named.split(",")[0]?.trim().slice(0, 128);
  const options = survey.ids.get("documentation_options")?.attribs["data-version"];
  if (options !== undefined && options !== "") return options.slice(0, 128);
  for (const script of survey.scripts) {
    const version = /DOCUMENTATION_OPTIONS[\s\S]{0,400}?\bVERSION: *'([^']{1,64})'/.exec(scriptText(script))?.[1];
    if (version !== undefined) return version;
  }
  return sphinxTitleVersion(survey.title);
}

/** Sphinx ends its titles with "<project> <release> documentation". */
function sphinxTitleVersion(title: string): string | undefined {
  return / (v?\d{1,6}\.[\w.+-]{1,32}) documentation$/.exec(title.slice(-200))?.[1];
}

function lastModified(survey: Survey): string | undefined {
  const meta = metaContent(survey, "article:modified_time", "og:updated_time", "last-modified", "dcterms.modified");
  if (isDate(meta)) return meta;
  for (const time of survey.times.slice(0, 100)) {
    const date = time.attribs["datetime"];
    if (isDate(date) && /update|modif|revis/i.test(surroundings(time))) return date;
  }
  for (const script of survey.scripts) {
    if (script.attribs["type"] !== "application/ld+json") continue;
    const date = /"dateModified" ?: ?"([^"]{8,40})"/.exec(scriptText(script))?.[1];
    if (isDate(date)) return date;
  }
  return undefined;
}

function isDate(value: string | undefined): value is string {
  if (value === undefined || value.length > 40) return false;
  return /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))?$/.test(value);
}

/** Classes of the element and what holds it, and the text just before: they say what a date is about. */
function surroundings(element: Element): string {
  const around: string[] = [];
  let node: Element | null = element;
  for (let steps = 0; node !== null && steps < 4; steps += 1) {
    around.push(node.attribs["class"] ?? "");
    node = node.parent !== null && isTag(node.parent) ? node.parent : null;
  }
  if (element.parent !== null && isTag(element.parent)) around.push(plainText(element.parent, 100));
  return around.join(" ");
}

const EDIT_PATH = /\/(?:edit|_edit)\/|\/-\/edit\/|[?&]mode=edit|action=edit/;
const EDIT_TEXT = /^(?:edit|improve|suggest|propose)\b|^[^a-z]{0,4}edit /i;

function editUrl(survey: Survey, links: PageLinks): string | undefined {
  for (const { attribs } of survey.headLinks)
    if (attribs["rel"] === "edit") return links.resolve(attribs["href"] ?? "")?.href;
  for (const anchor of survey.anchors) {
    const href = anchor.attribs["href"] ?? "";
    const looksLikeEdit = EDIT_PATH.test(href.slice(0, 2000)) || (href.includes("/blob/") && isEditLink(anchor));
    if (looksLikeEdit && (isEditLink(anchor) || /github|gitlab|bitbucket/.test(href))) return links.resolve(href)?.href;
  }
  return undefined;
}

function isEditLink(anchor: Element): boolean {
  const { attribs } = anchor;
  if (/\bedit\b/i.test(`${attribs["class"] ?? ""} ${attribs["title"] ?? ""} ${attribs["rel"] ?? ""}`)) return true;
  return EDIT_TEXT.test(plainText(anchor, 60));
}

function canonicalUrl(survey: Survey, links: PageLinks): string | undefined {
  const link = survey.headLinks.find(({ attribs }) => attribs["rel"]?.trim().toLowerCase() === "canonical");
  const href = link?.attribs["href"];
  return href === undefined || href.trim() === "" ? undefined : links.resolvePage(href);
}

/** Names of the levels above the page and the page itself, as the first breadcrumb that has two or more. */
function readBreadcrumb(survey: Survey): string[] {
  const outer = new Set(survey.breadcrumbs);
  for (const element of survey.breadcrumbs) {
    if (hasAncestorIn(element, outer)) continue;
    const names = breadcrumbNames(element);
    if (names.length > 0) return names;
  }
  return [];
}

function breadcrumbNames(element: Element): string[] {
  const items: Element[] = [];
  const links: Element[] = [];
  let seen = 0;
  for (const node of descendants(element)) {
    if ((seen += 1) > 2000) return [];
    if (!isTag(node)) continue;
    if (node.name === "li") items.push(node);
    else if (node.name === "a") links.push(node);
  }
  const parts = items.length > 0 ? items : links;
  return parts
    .map((part) => plainText(part, 256).replace(/^[›»/>\s]+|[›»/>\s]+$/g, ""))
    .filter((name) => name !== "" && !/^(?:edit|view|suggest)\b/i.test(name))
    .slice(0, 32);
}
