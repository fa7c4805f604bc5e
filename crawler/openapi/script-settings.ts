import { asDocument, type ApiDocument } from "./parse-document.ts";
import { isObject, listOf, textOf } from "./json-value.ts";

/** A document that a page of several lists, as its own selection names it. */
export interface NamedDocument {
  readonly url: string;
  readonly name: string;
}

/** What the settings of Swagger UI, Redoc, Scalar and their kin say of where the API is described. */
export interface ApiSettings {
  readonly documents: readonly NamedDocument[];
  /** Settings that lie in a file of their own. */
  readonly configUrl?: string;
  /** The document itself stands in the settings. */
  readonly inline?: ApiDocument;
}

const MAX_DOCUMENTS = 200;
const MAX_SCRIPT = 16 * 1024 * 1024;
/** Objects of a script that are tried for being a document. */
const MAX_TRIES = 40;

/** Settings as JSON: `swagger-config`, the attribute of Scalar. */
export function settingsOfJson(value: unknown): ApiSettings {
  const inline = asDocument(value);
  if (inline !== undefined) return { documents: [], inline };
  if (!isObject(value)) return { documents: [] };
  const listed = [...listOf(value, "urls"), ...listOf(value, "sources")].slice(0, MAX_DOCUMENTS);
  const named = listed.flatMap((item) => {
    const url = textOf(item, "url");
    return url === "" ? [] : [{ url, name: textOf(item, "name") || textOf(item, "title") || url }];
  });
  const url = textOf(value, "url") || textOf(value["spec"], "url");
  return { documents: named.length > 0 || url === "" ? named : [{ url, name: url }] };
}

/**
 * Settings as a script has them. It is not run: what is looked for are the names that these programs give to their
 * settings (`url`, `urls`, `configUrl`, `spec`, `swaggerDoc`), with literal values.
 */
export function settingsOfScript(source: string): ApiSettings {
  const script = withoutComments(source.slice(0, MAX_SCRIPT));
  const inline = inlineDocument(script);
  if (inline !== undefined) return { documents: [], inline };
  const named = listedDocuments(script);
  if (named.length > 0) return { documents: named };
  const configUrl = literal(/["']?configUrl["']?\s{0,10}[:=]\s{0,10}(["'`])([^"'`\s]{1,2000})\1/.exec(script)?.[2]);
  if (configUrl !== undefined) return { documents: [], configUrl };
  const url = literal(
    URL_OF_SETTINGS.exec(script)?.[2] ?? URL_OF_CALL.exec(script)?.[2] ?? URL_OF_VARIABLE.exec(script)?.[2],
  );
  return { documents: url === undefined ? [] : [{ url, name: url }] };
}

const URL_OF_SETTINGS =
  /(?:^|[\s{,(;"'])(?:url|specUrl|spec-url|definitionUrl)["']?\s{0,10}:\s{0,10}(["'`])([^"'`\s]{1,2000})\1/;
/** `Redoc.init("openapi.yaml", …)`. */
const URL_OF_CALL = /(?:Redoc\.init|createApiReference)\(\s{0,40}(["'`])([^"'`\s]{1,2000})\1\s{0,10}[,)]/;
const URL_OF_VARIABLE =
  /\b(?:const|let|var)\s{1,10}\w{0,20}(?:url|spec)\w{0,20}\s{0,10}=\s{0,10}(["'`])([^"'`\s]{1,2000})\1/i;

/** A template's gaps are filled by what only running it would tell. */
const literal = (text: string | undefined): string | undefined =>
  text?.includes("${") === true ? undefined : unescape(text);

const unescape = (text: string | undefined): string | undefined =>
  text?.replaceAll("\\/", "/").replaceAll("\\u0026", "&");

function listedDocuments(script: string): NamedDocument[] {
  const start = /["']?\b(?:urls|sources)["']?\s{0,10}[:=]\s{0,10}\[/.exec(script);
  if (start === null) return [];
  const open = start.index + start[0].length - 1;
  const list = script.slice(open, endOfBrackets(script, open) + 1);
  const documents: NamedDocument[] = [];
  for (const [entry] of list.matchAll(/\{[^{}]{0,4000}\}/g)) {
    const url = literal(/["']?\burl["']?\s{0,10}:\s{0,10}(["'`])([^"'`\s]{1,2000})\1/.exec(entry)?.[2]);
    const name = /["']?\b(?:name|title)["']?\s{0,10}:\s{0,10}(["'`])([^"'`]{1,500})\1/.exec(entry)?.[2];
    if (url !== undefined && documents.length < MAX_DOCUMENTS) documents.push({ url, name: name ?? url });
  }
  return documents;
}

/** An OpenAPI document that stands in the script as JSON: `swaggerDoc: {…}`, `spec: {"data": {…}}`. */
function inlineDocument(script: string): ApiDocument | undefined {
  if (!/"(?:openapi|swagger)"\s{0,10}:\s{0,10}"/.test(script)) return undefined;
  let tries = 0;
  const opening =
    /["']?\b(?:swaggerDoc|spec|data|content|definition|swagger|openapi|openApi|document)["']?\s{0,10}[:=]\s{0,10}\{/g;
  for (const match of script.matchAll(opening)) {
    if ((tries += 1) > MAX_TRIES) return undefined;
    const open = match.index + match[0].length - 1;
    const document = asDocument(parseJson(script.slice(open, endOfBrackets(script, open) + 1)));
    if (document !== undefined) return document;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Where the bracket that opens at the index is closed; the end where it never is. Strings may hold brackets. */
function endOfBrackets(script: string, open: number): number {
  let depth = 0;
  for (let at = open; at < script.length; at += 1) {
    const character = script.charAt(at);
    if (character === '"' || character === "'" || character === "`") at = endOfString(script, at, character);
    else if (character === "{" || character === "[") depth += 1;
    else if ((character === "}" || character === "]") && (depth -= 1) === 0) return at;
  }
  return script.length - 1;
}

function endOfString(script: string, open: number, quote: string): number {
  for (let at = open + 1; at < script.length; at += 1) {
    const character = script[at];
    if (character === "\\") at += 1;
    else if (character === quote) return at;
  }
  return script.length;
}

/** Settings that are commented out hold no longer; `//` after a colon belongs to an address. */
function withoutComments(script: string): string {
  return script.replace(/^[ \t]{0,200}\/\/.*$/gm, "").replace(/\/\*[^*]{0,4000}\*\//g, "");
}
