import { expect, test } from "vitest";
import { z } from "zod";
import { DocSite } from "./docsite.ts";

interface Node {
  readonly [keyword: string]: unknown;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: Node;
}

const root = z.toJSONSchema(DocSite, { io: "input", target: "openapi-3.0" }) as Node;
const nodes = [...walk(root, "")];

function* walk(node: Node, path: string): Generator<{ path: string; node: Node }> {
  yield { path, node };
  for (const [name, child] of Object.entries(node.properties ?? {})) yield* walk(child, `${path}.${name}`);
  if (node.items !== undefined) yield* walk(node.items, `${path}[]`);
  if (node.additionalProperties !== undefined) yield* walk(node.additionalProperties, `${path}{}`);
}

test("no node uses a keyword that a structural schema forbids", () => {
  const forbidden = ["anyOf", "oneOf", "allOf", "not", "$ref", "definitions"];

  const offenders = nodes.filter(({ node }) => forbidden.some((keyword) => keyword in node) || node.type === undefined);

  expect(offenders.map(({ path }) => path)).toEqual([]);
});

test("every string, list and map has a maximum", () => {
  const unbounded = nodes.filter(({ node, path }) => {
    if (path === ".metadata.annotations") return false;
    if (node.type === "string") return node["maxLength"] === undefined && node["enum"] === undefined;
    if (node.type === "array") return node["maxItems"] === undefined;
    return node.additionalProperties !== undefined && node["maxProperties"] === undefined;
  });

  expect(unbounded.map(({ path }) => path)).toEqual([]);
});

test("every field of the spec has a description", () => {
  const bare = nodes.filter(
    ({ node, path }) => path.startsWith(".spec") && !path.endsWith("{}") && node["description"] === undefined,
  );

  expect(bare.map(({ path }) => path)).toEqual([]);
});

test("patterns use nothing that RE2 lacks", () => {
  const patterns = nodes.flatMap(({ node }) => (typeof node["pattern"] === "string" ? [node["pattern"]] : []));

  expect(patterns.length).toBeGreaterThan(10);
  expect(patterns.filter((pattern) => /\(\?[=!<]|\\[1-9]/.test(pattern))).toEqual([]);
});
