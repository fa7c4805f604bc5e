import { fieldOf, isTrue, type JsonObject, listOf, textOf } from "./json-value.ts";
import { codeSpan, valueSpan } from "./markdown-text.ts";

const MAX_VALUES = 500;

/** What a schema asks of a value beside its type, in sentences on one line. */
export function describeConstraints(schema: JsonObject): string {
  return [
    isTrue(schema, "deprecated") ? "**Deprecated.**" : "",
    isTrue(schema, "readOnly") ? "Read-only." : "",
    isTrue(schema, "writeOnly") ? "Write-only." : "",
    oneOf(schema),
    has(schema, "const") ? `Always ${valueSpan(schema["const"])}.` : "",
    has(schema, "default") ? `Default: ${valueSpan(schema["default"])}.` : "",
    range(schema),
    size(schema, "Length", "minLength", "maxLength"),
    size(schema, "Items", "minItems", "maxItems"),
    size(schema, "Properties", "minProperties", "maxProperties"),
    isTrue(schema, "uniqueItems") ? "Items are unique." : "",
    has(schema, "multipleOf") ? `Multiple of ${valueSpan(schema["multipleOf"])}.` : "",
    textOf(schema, "pattern") === "" ? "" : `Pattern: ${codeSpan(textOf(schema, "pattern"))}.`,
    fieldOf(schema, "additionalProperties") === false ? "No other properties." : "",
    example(schema),
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function oneOf(schema: JsonObject): string {
  const own = listOf(schema, "enum");
  const values = own.length > 0 ? own : listOf(fieldOf(schema, "items"), "enum");
  if (values.length === 0) return "";
  const said = values.slice(0, MAX_VALUES).map((value) => valueSpan(value) || '`""`');
  const rest = values.length > MAX_VALUES ? ` and ${values.length - MAX_VALUES} more` : "";
  return `${own.length > 0 ? "One of" : "Each one of"}: ${said.join(", ")}${rest}.`;
}

/** OpenAPI 3.0 has the exclusive bounds as flags, 3.1 as numbers. */
function range(schema: JsonObject): string {
  const bounds = [
    bound(schema, "exclusiveMinimum", "minimum", ">", "≥"),
    bound(schema, "exclusiveMaximum", "maximum", "<", "≤"),
  ].filter((said) => said !== "");
  return bounds.length === 0 ? "" : `Value ${bounds.join(" and ")}.`;
}

function bound(schema: JsonObject, exclusive: string, inclusive: string, strict: string, loose: string): string {
  const open = fieldOf(schema, exclusive);
  if (typeof open === "number") return `${strict} ${open}`;
  const value = textOf(schema, inclusive);
  return value === "" ? "" : `${open === true ? strict : loose} ${value}`;
}

function size(schema: JsonObject, what: string, least: string, most: string): string {
  const from = textOf(schema, least);
  const to = textOf(schema, most);
  if (from === "" && to === "") return "";
  if (from === to) return `${what}: ${from}.`;
  if (to === "") return `${what}: at least ${from}.`;
  return from === "" ? `${what}: at most ${to}.` : `${what}: ${from} to ${to}.`;
}

/** Of a single value; a larger one is shown as a block where the schema has a section. */
function example(schema: JsonObject): string {
  const [value = fieldOf(schema, "example")] = listOf(schema, "examples");
  if (
    value === undefined ||
    (typeof value === "object" && value !== null && fieldOf(schema, "properties") !== undefined)
  )
    return "";
  return `Example: ${valueSpan(value)}.`;
}

const has = (schema: JsonObject, name: string): boolean => fieldOf(schema, name) !== undefined;
