import { z } from "zod";
import { allowedWordsKey } from "../docsite-fields.ts";

/** One node of a CRD's OpenAPI v3 schema, as far as ours use it. */
export interface StructuralNode {
  type?: string;
  description?: string;
  properties?: Record<string, StructuralNode>;
  additionalProperties?: StructuralNode;
  items?: StructuralNode;
  required?: string[];
  [keyword: string]: unknown;
}

const kept = new Set([
  "type",
  "format",
  "description",
  "default",
  "enum",
  "pattern",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "required",
]);

/** Said by the structure already, or meant for our own messages. */
const dropped = new Set(["$schema", "propertyNames", allowedWordsKey]);

const nested = new Set(["properties", "items", "additionalProperties"]);

/**
 * The schema as a CRD takes it. Throws for whatever a structural schema forbids (unions, references, a node without a
 * type), naming the path: a mistake in a zod schema ends the generation, not the installation.
 */
export function toStructuralSchema(schema: z.ZodType): StructuralNode {
  return convert(z.toJSONSchema(schema, { io: "input", target: "openapi-3.0" }) as StructuralNode, "");
}

function convert(node: StructuralNode, path: string): StructuralNode {
  const result: StructuralNode = {};
  for (const [keyword, value] of Object.entries(node)) {
    if (kept.has(keyword) || keyword.startsWith("x-kubernetes-")) result[keyword] = value;
    else if (!dropped.has(keyword) && !nested.has(keyword)) {
      throw new Error(`${path || "the root"}: ${keyword} is not allowed in a structural schema`);
    }
  }
  if (node.type === undefined) throw new Error(`${path || "the root"}: a structural schema needs a type at every node`);
  if (node.type === "integer") result["format"] = "int32";
  return { ...result, ...convertChildren(node, path) };
}

function convertChildren(node: StructuralNode, path: string): StructuralNode {
  const children: StructuralNode = {};
  if (node.properties !== undefined) {
    children.properties = Object.fromEntries(
      Object.entries(node.properties).map(([name, child]) => [name, convert(child, `${path}.${name}`)]),
    );
  }
  if (node.items !== undefined) children.items = convert(node.items, `${path}[]`);
  // `false` of a strict object goes: the API server prunes unknown fields anyway, and forbids it beside properties.
  if (typeof node.additionalProperties === "object" && node.properties === undefined) {
    children.additionalProperties = convert(node.additionalProperties, `${path}{}`);
  }
  return children;
}

/** The node at `spec.startUrls[]`; throws when the schema has none. */
export function findNode(root: StructuralNode, path: string): StructuralNode {
  let node: StructuralNode | undefined = root;
  for (const key of path === "" ? [] : path.replaceAll("[]", ".[]").split(".")) {
    node = key === "[]" ? node?.items : node?.properties?.[key];
  }
  if (node === undefined) throw new Error(`no field ${path} in the schema`);
  return node;
}
