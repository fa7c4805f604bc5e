import { z } from "zod";
import { allowedWordsKey } from "./docsite-fields.ts";
import { DocSite } from "./docsite.ts";

/** What the messages need of a JSON Schema node. */
export interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode;
  readonly items?: SchemaNode;
  readonly enum?: readonly unknown[];
  readonly const?: string | number | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly [allowedWordsKey]?: string;
}

export const docSiteNode = z.toJSONSchema(DocSite, { io: "input" }) as SchemaNode;

export function findSchemaNode(path: readonly (string | number)[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = docSiteNode;
  for (const key of path) {
    const property: SchemaNode | undefined =
      node?.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
    node = property ?? (typeof key === "number" ? node?.items : node?.additionalProperties);
  }
  return node;
}

/** What may stand at a node, in words. */
export function describeAllowed(node: SchemaNode | undefined): string {
  if (node === undefined) return "another value";
  if (node.const !== undefined) return String(node.const);
  const words = node[allowedWordsKey];
  if (words !== undefined)
    return `${words}${node.maxLength === undefined ? "" : `, at most ${node.maxLength} characters`}`;
  if (node.enum !== undefined) return `one of ${node.enum.join(", ")}`;
  switch (node.type) {
    case "integer":
      return `a whole number from ${node.minimum} to ${node.maximum}`;
    case "number":
      return `a number from ${node.minimum} to ${node.maximum}`;
    case "boolean":
      return "true or false";
    case "string":
      return `text of ${node.minLength ?? 0} to ${node.maxLength ?? "any number of"} characters`;
    case "array":
      return `a list of at most ${node.maxItems} entries`;
    case "object":
      return describeObject(node);
    case undefined:
    default:
      return "another value";
  }
}

function describeObject({ properties, maxProperties }: SchemaNode): string {
  if (properties !== undefined) return `fields: ${Object.keys(properties).join(", ")}`;
  return `names with text values${maxProperties === undefined ? "" : `, at most ${maxProperties}`}`;
}

/** A value as a person sees it in the file. */
export function describeFound(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "an empty value";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "a group of fields";
  if (typeof value === "string") return describeFoundText(value);
  return typeof value === "boolean" ? String(value) : `the number ${JSON.stringify(value)}`;
}

function describeFoundText(text: string): string {
  if (text === "") return "empty text";
  if (text.length > 200) return `text of ${text.length} characters`;
  return `the text ${JSON.stringify(text.replace(/:\/\/[^/@\s]*@/, "://…@"))}`;
}
