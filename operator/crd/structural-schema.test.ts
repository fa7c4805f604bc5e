import { expect, test } from "vitest";
import { z } from "zod";
import { crawlCrd, crdFiles, docSiteCrd } from "./crds.ts";
import { docSiteTwins } from "./docsite-rules.ts";
import { toStructuralSchema, type StructuralNode } from "./structural-schema.ts";

const roots = Object.fromEntries(
  [docSiteCrd, crawlCrd].map((crd) => [crd.spec.names.kind, crd.spec.versions[0]?.schema.openAPIV3Schema ?? {}]),
);
const nodes = Object.entries(roots).flatMap(([kind, root]) =>
  ["spec", "status"].flatMap((part) => [...walk(root.properties?.[part] ?? {}, `${kind}.${part}`)]),
);

function* walk(node: StructuralNode, path: string): Generator<{ path: string; node: StructuralNode }> {
  yield { path, node };
  for (const [name, child] of Object.entries(node.properties ?? {})) yield* walk(child, `${path}.${name}`);
  if (node.items !== undefined) yield* walk(node.items, `${path}[]`);
  if (node.additionalProperties !== undefined) yield* walk(node.additionalProperties, `${path}{}`);
}

test("every field of both kinds teaches what it is", () => {
  const bare = nodes.filter(({ node, path }) => !path.endsWith("{}") && !node.description);

  expect(nodes.length).toBeGreaterThan(200);
  expect(bare.map(({ path }) => path)).toEqual([]);
});

test("every string, number, list and map of both kinds is bounded", () => {
  const unbounded = nodes.filter(({ node }) => {
    if (node.type === "string") return node["maxLength"] === undefined && node["enum"] === undefined;
    if (node.type === "array") return node["maxItems"] === undefined;
    if (node.type === "integer" || node.type === "number") return node["minimum"] === undefined;
    return node.additionalProperties !== undefined && node["maxProperties"] === undefined;
  });

  expect(unbounded.map(({ path }) => path)).toEqual([]);
});

test("every reference is a name of the same namespace", () => {
  const references = nodes.filter(({ path }) => /(Ref|Secrets\[\])$/.test(path));

  expect(references.length).toBeGreaterThan(10);
  expect(references.filter(({ node }) => node.properties?.["namespace"] !== undefined)).toEqual([]);
});

test("each definition is small enough for a client-side apply", () => {
  for (const text of Object.values(crdFiles)) expect(Buffer.byteLength(text)).toBeLessThan(100_000);
});

test("each check of a DocSite has rules in the definition", () => {
  const bare = Object.entries(docSiteTwins).filter(([, { rules }]) => rules.length === 0);

  expect(bare).toEqual([]);
});

test.each([
  ["a union", z.object({ field: z.union([z.string(), z.object({})]) }), ".field: anyOf"],
  ["a value without a type", z.object({ field: z.unknown() }), ".field: a structural schema needs a type"],
])("%s is refused with its path", (_, schema, message) => {
  expect(() => toStructuralSchema(schema)).toThrow(message);
});
