import { fieldOf, isObject, isTrue, type JsonObject, listOf, textOf } from "./json-value.ts";
import { schemaIds } from "./anchor-ids.ts";
import { codeSpan, inlineText } from "./markdown-text.ts";
import { lastStep, type References } from "./references.ts";

/** Types within types, and references to what has no section of its own. */
const MAX_DEPTH = 6;
const MAX_CHOICES = 40;

/** Says in words which values a schema takes: named schemas are links to their sections, so no cycle is followed. */
export class SchemaTypes {
  readonly #references: References;
  readonly #pageUrl: string;

  constructor(references: References, pageUrl: string) {
    this.#references = references;
    this.#pageUrl = pageUrl;
  }

  /** Markdown on one line, such as `array of [Pet](…)`; empty where the schema says nothing. */
  describe(schema: unknown, depth = 0): string {
    const name = this.#references.schemaName(schema);
    if (name !== undefined) return this.linkTo(name);
    const reference = fieldOf(schema, "$ref");
    if (schema === true) return "any";
    if (schema === false) return "nothing";
    if (!isObject(schema) || depth > MAX_DEPTH) return "";
    if (typeof reference === "string") {
      const resolved = this.#references.resolve(schema);
      return resolved === undefined ? codeSpan(lastStep(reference)) : this.describe(resolved, depth + 1);
    }
    const type = this.#composed(schema, depth) ?? this.#plain(schema, depth);
    return isTrue(schema, "nullable") && !type.endsWith("or null") && type !== "" ? `${type} or null` : type;
  }

  linkTo(name: string): string {
    return `[${inlineText(name)}](${this.#pageUrl}#${encodeURI(schemaIds(name)[0] ?? name).replace(/[()]/g, (sign) => (sign === "(" ? "%28" : "%29"))})`;
  }

  #composed(schema: JsonObject, depth: number): string | undefined {
    for (const [keyword, joint] of JOINTS) {
      const parts = listOf(schema, keyword).slice(0, MAX_CHOICES);
      const said = [...new Set(parts.map((part) => this.describe(part, depth + 1)).filter((part) => part !== ""))];
      if (said.length > 0) return said.join(joint);
    }
    return undefined;
  }

  #plain(schema: JsonObject, depth: number): string {
    const types = typesOf(schema);
    return types.map((type) => this.#named(type, schema, depth)).join(" or ");
  }

  #named(type: string, schema: JsonObject, depth: number): string {
    if (type === "array") {
      const items = this.describe(fieldOf(schema, "items"), depth + 1);
      const tuple = listOf(schema, "prefixItems").map((item) => this.describe(item, depth + 1) || "any");
      if (tuple.length > 0) return `array of ${tuple.join(", ")}`;
      return items === "" ? "array" : `array of ${items.includes(" or ") ? `(${items})` : items}`;
    }
    if (type === "object") {
      const values = fieldOf(schema, "additionalProperties");
      const said =
        isObject(values) && fieldOf(schema, "properties") === undefined ? this.describe(values, depth + 1) : "";
      return said === "" ? "object" : `map of ${said}`;
    }
    const format = textOf(schema, "format") || textOf(schema, "contentMediaType");
    return format === "" ? inlineText(type) : `${inlineText(type)} (${inlineText(format)})`;
  }
}

const JOINTS = [
  ["oneOf", " or "],
  ["anyOf", " or "],
  ["allOf", " and "],
] as const;

function typesOf(schema: JsonObject): string[] {
  const type = fieldOf(schema, "type");
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return (type as unknown[]).filter((one) => typeof one === "string").slice(0, MAX_CHOICES);
  if (fieldOf(schema, "properties") !== undefined || fieldOf(schema, "additionalProperties") !== undefined)
    return ["object"];
  if (fieldOf(schema, "items") !== undefined || fieldOf(schema, "prefixItems") !== undefined) return ["array"];
  const [value = fieldOf(schema, "const")] = listOf(schema, "enum");
  return value === undefined || value === null ? [] : [typeof value];
}
