import { type Element, isTag, isText } from "domhandler";
import type { PageLinks } from "./page-links.ts";
import { descendants } from "./plain-text.ts";
import { metaContent, scriptText, type Survey } from "./survey-page.ts";
import { hasAncestorIn } from "./tree-relations.ts";

/** Ids and elements into which a client-side application writes the page. */
const SCRIPT_ROOTS = [
  "app",
  "root",
  "__next",
  "__nuxt",
  "___gatsby",
  "swagger-ui",
  "redoc",
  "redoc-container",
  "svelte",
  "q-app",
  "docsearch-app",
];
const SCRIPT_TAGS = ["redoc", "rapi-doc", "elements-api", "app-root", "scalar-api-reference", "docs-app"];
/** Characters of text below which a page says nothing. */
const NEARLY_NO_TEXT = 200;

/** Text of an element up to the limit, without what browsers hide once scripts run. */
function textLength(element: Element, limit: number): number {
  const silent = new Set(["script", "style", "noscript", "template", "svg"]);
  let length = 0;
  for (const node of descendants(element, (inner) => !silent.has(inner.name))) {
    if (isText(node)) length += node.data.trim().length;
    if (length >= limit) return limit;
  }
  return length;
}

/** What is known of the content that was found. */
interface ContentState {
  readonly isGuess: boolean;
  /** Scripts have run: none is to be waited for. */
  readonly isRendered: boolean;
}

/** What keeps this HTML from being the page: frames, scripts that have not run yet, or nothing at all. */
export function missingParts(
  survey: Survey,
  content: ReadonlySet<Element>,
  { isGuess, isRendered }: ContentState,
): string[] {
  if (survey.tags.has("frameset")) return ["frames"];
  let contentText = 0;
  for (const element of content) contentText += textLength(element, NEARLY_NO_TEXT);
  if (contentText >= NEARLY_NO_TEXT || (contentText > 0 && (!isGuess || hasHeading(survey, content)))) {
    return lacksTabPanels(survey, content) ? ["tab-panels"] : [];
  }
  if (!isRendered && survey.scripts.length > 0 && isScriptShell(survey, contentText)) return ["needs-javascript"];
  return contentText === 0 && !hasImage(content) ? ["no-content"] : [];
}

/** Component libraries put the panel of the selected tab into the document, and the others when they are selected. */
function lacksTabPanels(survey: Survey, content: ReadonlySet<Element>): boolean {
  if (survey.tabs.length < 2 || survey.scripts.length === 0) return false;
  const inContent = survey.tabs.slice(0, 200).filter((tab) => hasAncestorIn(tab, content));
  const tabs = inContent.filter(({ attribs }) => attribs["href"]?.startsWith("#") !== false);
  if (tabs.length < 2) return false;
  const panels = survey.tabPanels.filter((panel) => panel.children.length > 0 && hasAncestorIn(panel, content));
  return panels.length < tabs.length && tabs.some((tab) => lacksOwnPanel(survey, tab));
}

function lacksOwnPanel({ ids }: Survey, { attribs }: Element): boolean {
  const named = attribs["aria-controls"] ?? attribs["href"]?.slice(1);
  const panel = named === undefined ? undefined : ids.get(named);
  return panel === undefined || panel.children.length === 0;
}

/** A page that only waits for its script has no headings yet. */
function hasHeading(survey: Survey, content: ReadonlySet<Element>): boolean {
  return survey.headings.some((heading) => hasAncestorIn(heading, content));
}

function hasImage(content: ReadonlySet<Element>): boolean {
  for (const element of content) {
    for (const node of descendants(element))
      if (isTag(node) && (node.name === "img" || node.name === "video")) return true;
  }
  return false;
}

function isScriptShell(survey: Survey, contentText: number): boolean {
  if (SCRIPT_TAGS.some((tag) => survey.tags.has(tag)) || survey.ids.get("api-reference")?.name === "script")
    return true;
  if (SCRIPT_ROOTS.some((id) => isHollow(survey.ids.get(id)))) return true;
  if (
    survey.scripts.some((script) =>
      /SwaggerUIBundle\(|Redoc\.init\(|Scalar\.createApiReference\(|\$docsify/.test(scriptText(script)),
    )
  )
    return true;
  const asksForScripts = survey.noscripts.some((element) => /javascript/i.test(noscriptText(element)));
  return contentText < 50 && asksForScripts;
}

function isHollow(element: Element | undefined): boolean {
  return element !== undefined && textLength(element, NEARLY_NO_TEXT) < NEARLY_NO_TEXT;
}

function noscriptText(element: Element): string {
  let text = "";
  for (const node of descendants(element)) if (isText(node) && text.length < 1000) text += node.data;
  return text;
}

export function isNoindex(survey: Survey): boolean {
  const content = metaContent(survey, "robots") ?? "";
  return /(?:^|[\s,])(?:noindex|none)(?:$|[\s,])/i.test(content.slice(0, 500));
}

/** Markdown of this page that the page itself offers, at an address of its own. */
export function nativeMarkdownUrl(survey: Survey, links: PageLinks, pageUrl: string): string | undefined {
  const link = survey.headLinks.find(
    ({ attribs }) =>
      attribs["type"]?.trim().toLowerCase() === "text/markdown" && /\balternate\b/i.test(attribs["rel"] ?? ""),
  );
  const href = link?.attribs["href"];
  const url = href === undefined || href.trim() === "" ? undefined : links.resolvePage(href);
  return url === links.resolvePage(pageUrl) ? undefined : url;
}

/** The page in other languages. */
export function languageAlternates(survey: Survey, links: PageLinks): { language: string; url: string }[] {
  const alternates: { language: string; url: string }[] = [];
  for (const { attribs } of survey.headLinks) {
    const language = attribs["hreflang"]?.trim();
    if (
      language === undefined ||
      language === "" ||
      language.length > 35 ||
      !/\balternate\b/i.test(attribs["rel"] ?? "")
    )
      continue;
    const url = links.resolvePage(attribs["href"] ?? "");
    if (url !== undefined && alternates.length < 200) alternates.push({ language, url });
  }
  return alternates;
}
