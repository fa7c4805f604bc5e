import { parse, YAMLError } from "yaml";
import { isObject, type JsonObject, textOf } from "./json-value.ts";

/** An OpenAPI document, as an object that nothing has been looked up in yet. */
export interface ApiDocument {
  /** Of OpenAPI: `2.0` (Swagger), `3.0.3`, `3.1.0` and the like. */
  readonly version: string;
  readonly root: JsonObject;
}

export type ParsedDocument =
  | { readonly type: "document"; readonly document: ApiDocument }
  /** Text that could be read, but is something else; a list of documents, perhaps. */
  | { readonly type: "other"; readonly value: unknown }
  | { readonly type: "unreadable"; readonly detail: string };

/** YAML is read a hundred times slower than JSON. */
const MAX_YAML_LENGTH = 8 * 1024 * 1024;
/** Brackets within brackets. */
const MAX_DEPTH = 1000;
/** Aliases multiply: ten lines of YAML can stand for more values than any memory holds. */
const MAX_ALIASES = 1000;

/** Whether the text may be an OpenAPI document, as JSON or YAML; costs a search, no parsing. */
export function looksLikeDocument(text: string): boolean {
  return /^\s{0,100}\{/.test(text)
    ? /"(?:openapi|swagger)"\s{0,20}:\s{0,20}"/.test(text)
    : /^["']?(?:openapi|swagger)["']?[ \t]{0,20}:[ \t]{1,20}["']?[23]\./m.test(text);
}

export function parseDocument(text: string): ParsedDocument {
  const parsed = parseText(text.replace(/^\uFEFF/, ""));
  if ("detail" in parsed) return { type: "unreadable", detail: parsed.detail };
  const document = asDocument(parsed.value);
  return document === undefined ? { type: "other", value: parsed.value } : { type: "document", document };
}

export function asDocument(value: unknown): ApiDocument | undefined {
  if (!isObject(value)) return undefined;
  const version = textOf(value, "openapi") || textOf(value, "swagger");
  if (version === "2") return { version: "2.0", root: value };
  return /^(?:2\.0|3\.\d)/.test(version) ? { version, root: value } : undefined;
}

function parseText(text: string): { readonly value: unknown } | { readonly detail: string } {
  if (/^\s{0,1000}[{[]/.test(text)) {
    try {
      return { value: JSON.parse(text) as unknown };
    } catch (error) {
      if (text.length > MAX_YAML_LENGTH) return { detail: `no JSON: ${firstLine(error)}` };
      // What begins like JSON may be YAML all the same, with comments or commas that JSON refuses.
    }
  }
  if (text.length > MAX_YAML_LENGTH) return { detail: `YAML of more than ${MAX_YAML_LENGTH} characters` };
  if (isTooDeep(text)) return { detail: "nested too deep" };
  try {
    return { value: parse(text, { maxAliasCount: MAX_ALIASES, logLevel: "error", uniqueKeys: false }) as unknown };
  } catch (error) {
    return { detail: `neither JSON nor YAML: ${firstLine(error)}` };
  }
}

/** The time that YAML's reader takes grows with the square of the depth. Brackets in texts count too, but close as well. */
function isTooDeep(text: string): boolean {
  if (/^[ \t]*(?:[-?][ \t]+){200}/m.test(text)) return true;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 91 || code === 123) depth += 1;
    else if (code === 93 || code === 125) depth = Math.max(0, depth - 1);
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function firstLine(error: unknown): string {
  if (error instanceof RangeError) return "nested too deep";
  const message = error instanceof YAMLError || error instanceof Error ? error.message : String(error);
  return (message.split("\n", 1)[0] ?? "").slice(0, 300);
}
