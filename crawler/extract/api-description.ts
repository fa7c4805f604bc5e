import type { Element } from "domhandler";
import type { ApiDocument } from "../openapi/parse-document.ts";
import { type ApiSettings, type NamedDocument, settingsOfJson, settingsOfScript } from "../openapi/script-settings.ts";
import type { PageLinks } from "./page-links.ts";
import type { Survey } from "./survey-page.ts";

/** Where a page that a script draws says that its API is described. Addresses are absolute. */
export type ApiDescription =
  | { readonly type: "documents"; readonly documents: readonly NamedDocument[] }
  /** A script or a file of settings that names them. */
  | { readonly type: "settings"; readonly url: string }
  | { readonly type: "inline"; readonly document: ApiDocument };

/** Attributes by which the elements that draw an API name its document (Redoc, RapiDoc, Stoplight, Scalar). */
const URL_ATTRIBUTES = ["spec-url", "specurl", "apidescriptionurl", "data-url", "spec-href"];
const ELEMENTS = new Set([
  "redoc",
  "rapi-doc",
  "rapi-doc-mini",
  "elements-api",
  "scalar-api-reference",
  "openapi-explorer",
]);

/** Undefined when the page names none. */
export function findApiDescription(survey: Survey, links: PageLinks): ApiDescription | undefined {
  for (const element of drawingElements(survey)) {
    const found = fromSettings(settingsOfElement(element), links);
    if (found !== undefined) return found;
  }
  for (const script of survey.scripts) {
    if (!/swagger|redoc|openapi|api-?reference|rapidoc|scalar|specurl/i.test(inlineText(script))) continue;
    const found = fromSettings(settingsOfScript(inlineText(script)), links);
    if (found !== undefined) return found;
  }
  return settingsScript(survey, links);
}

function drawingElements(survey: Survey): Element[] {
  return survey.elements.filter(
    ({ name, attribs }) => ELEMENTS.has(name) || attribs["id"] === "api-reference" || attribs["spec-url"] !== undefined,
  );
}

function settingsOfElement(element: Element): ApiSettings {
  const { attribs } = element;
  const url = URL_ATTRIBUTES.map((name) => attribs[name]?.trim() ?? "").find((value) => value !== "");
  if (url !== undefined) return { documents: [{ url, name: url }] };
  const settings = settingsOfJson(parseJson(attribs["data-configuration"] ?? attribs["configuration"] ?? ""));
  if (settings.documents.length > 0 || settings.inline !== undefined) return settings;
  return settingsOfJson(parseJson(inlineText(element)));
}

function fromSettings({ documents, configUrl, inline }: ApiSettings, links: PageLinks): ApiDescription | undefined {
  if (inline !== undefined) return { type: "inline", document: inline };
  const resolved = documents.flatMap(({ url, name }) => {
    const target = links.resolve(url)?.href;
    return target === undefined ? [] : [{ url: target, name }];
  });
  if (resolved.length > 0) return { type: "documents", documents: resolved };
  const settings = configUrl === undefined ? undefined : links.resolve(configUrl)?.href;
  return settings === undefined ? undefined : { type: "settings", url: settings };
}

/** The programs themselves, which hold no settings. */
const LIBRARY =
  /swagger-ui(?:-es)?-(?:bundle|standalone-preset|core)|swagger-ui(?:\.min)?\.js|redoc\.standalone|rapidoc|web-components|@scalar|jquery|polyfill|require\.js/i;

/** Where Swagger UI's own page, swagger-ui-express and Swashbuckle have their settings, the likeliest first. */
const SETTINGS_SCRIPTS = [
  /swagger-initializer/i,
  /swagger-ui-init/i,
  /swagger[^/]*\.js/i,
  /(?:^|\/)(?:index|init|main|config|custom)[^/]*\.js/i,
];

function settingsScript({ scripts }: Survey, links: PageLinks): ApiDescription | undefined {
  const sources = scripts
    .map(({ attribs }) => attribs["src"]?.trim() ?? "")
    .filter((source) => source !== "" && !LIBRARY.test(source));
  for (const pattern of SETTINGS_SCRIPTS) {
    const source = sources.find((one) => pattern.test(one));
    const url = source === undefined ? undefined : links.resolve(source)?.href;
    if (url !== undefined) return { type: "settings", url };
  }
  return undefined;
}

/** All of it: an inline document may be megabytes. */
function inlineText(script: Element): string {
  const first = script.firstChild;
  return first !== null && "data" in first && typeof first.data === "string" ? first.data : "";
}

function parseJson(text: string): unknown {
  try {
    return text.trim() === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
