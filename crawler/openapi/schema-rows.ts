import { cellDescription } from "./description.ts";
import { fieldOf, isObject, type JsonObject, listOf, objectOf, textOf, textsOf } from "./json-value.ts";
import { codeSpan, inlineText, table } from "./markdown-text.ts";
import type { References } from "./references.ts";
import { describeConstraints } from "./schema-constraints.ts";
import type { SchemaTypes } from "./schema-type.ts";

/** Objects within objects that have no section of their own. */
const MAX_DEPTH = 8;
const MAX_ROWS = 3000;

type Row = readonly [name: string, type: string, isRequired: string, description: string];

export interface SchemaTools {
  readonly references: References;
  readonly types: SchemaTypes;
  readonly pageUrl: string;
}

/** The properties that a schema itself lists, nested ones by their path (`owner.name`, `tags[].id`); "" for none. */
export function propertyTable(schema: unknown, tools: SchemaTools): string {
  const rows: Row[] = [];
  addRows(schema, "", tools, rows, 0);
  return rows.length === 0 ? "" : table(["Property", "Type", "Required", "Description"], rows);
}

/** What a schema says of itself in a table's cell. */
export function describeInCell(schema: unknown, description: string, { references, pageUrl }: SchemaTools): string {
  const isNamed = references.schemaName(schema) !== undefined;
  const own = isObject(schema) && !isNamed ? schema : {};
  const text = description || textOf(own, "description") || textOf(own, "title");
  return [cellDescription(text, pageUrl), describeConstraints(own)].filter((part) => part !== "").join("<br>");
}

function addRows(schema: unknown, prefix: string, tools: SchemaTools, rows: Row[], depth: number): void {
  if (depth > MAX_DEPTH || !isInline(schema, tools)) return;
  const resolved = tools.references.resolve(schema);
  if (!isObject(resolved)) return;
  addProperties(resolved, prefix, tools, rows, depth);
  for (const keyword of ["allOf", "oneOf", "anyOf"]) {
    for (const part of listOf(resolved, keyword)) addRows(part, prefix, tools, rows, depth + 1);
  }
  const items = fieldOf(resolved, "items");
  if (items !== undefined) addRows(items, prefix === "" ? "[]" : `${prefix}[]`, tools, rows, depth + 1);
  const values = fieldOf(resolved, "additionalProperties");
  if (isObject(values)) addRows(values, join(prefix, "*"), tools, rows, depth + 1);
}

function addProperties(schema: JsonObject, prefix: string, tools: SchemaTools, rows: Row[], depth: number): void {
  const required = new Set(textsOf(schema, "required"));
  for (const [name, value] of Object.entries(objectOf(schema, "properties"))) {
    if (rows.length >= MAX_ROWS) return;
    const path = join(prefix, name);
    const type = tools.types.describe(value) || "any";
    rows.push([codeSpan(path), type, required.has(name) ? "yes" : "", describeInCell(value, "", tools)]);
    addRows(value, path, tools, rows, depth + 1);
  }
}

/** Named schemas have a section of their own; so nothing is written twice, and no cycle is followed. */
const isInline = (schema: unknown, { references }: SchemaTools): boolean =>
  isObject(schema) && references.schemaName(schema) === undefined;

const join = (prefix: string, name: string): string => (prefix === "" ? name : `${prefix}.${name}`);

/** Named choices and parts of a schema, one a line: `oneOf` and its kin, and how the choice is made. */
export function choiceList(schema: unknown, { references, types }: SchemaTools): string {
  const resolved = references.resolve(schema);
  const lists = CHOICES.flatMap(([keyword, label]) => {
    const parts = listOf(resolved, keyword).map((part) => types.describe(part) || "any");
    const not = keyword === "not" ? types.describe(fieldOf(resolved, "not")) : "";
    const all = not === "" ? parts : [not];
    return all.length === 0 ? [] : [`${label}:\n\n${all.map((part) => `- ${part}`).join("\n")}`];
  });
  return [...lists, discriminator(resolved, types)].filter((part) => part !== "").join("\n\n");
}

const CHOICES = [
  ["oneOf", "One of"],
  ["anyOf", "Any of"],
  ["allOf", "All of"],
  ["not", "Not"],
] as const;

function discriminator(schema: unknown, types: SchemaTypes): string {
  const value = fieldOf(schema, "discriminator");
  const property = typeof value === "string" ? value : textOf(value, "propertyName");
  if (property === "") return "";
  const mapping = Object.entries(objectOf(value, "mapping")).map(([name, target]) => {
    const reference = typeof target === "string" && !target.includes("/") ? `#/components/schemas/${target}` : target;
    const said = types.describe({ $ref: reference });
    return `- ${codeSpan(name)}: ${said === "" ? inlineText(String(target)) : said}`;
  });
  return [`Told apart by ${codeSpan(property)}${mapping.length === 0 ? "." : ":"}`, mapping.join("\n")]
    .filter((part) => part !== "")
    .join("\n\n");
}
