import type { z } from "zod";
import { findClosestName } from "./closest-name.ts";
import { findBrokenRules } from "./docsite-checks.ts";
import { DocSite } from "./docsite.ts";
import { describeAllowed, describeFound, docSiteNode, findSchemaNode, type SchemaNode } from "./schema-node.ts";

export interface Finding {
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly allowed: string;
  /** The problem is the field's name, not its value. */
  readonly atKey?: boolean;
}

/** Everything wrong with a would-be DocSite at once, or the DocSite with its defaults. */
export function checkDocSite(value: unknown): { docSite?: DocSite; findings: readonly Finding[] } {
  const known = dropNulls(value);
  const unknownFields = findUnknownFields(known, docSiteNode, []);
  const parsed = DocSite.safeParse(known);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const malformed = issues.map((issue) => describeIssue(issue, known));
    // The rules between fields are checked on what is left, so that nobody has to ask twice.
    const sound = DocSite.safeParse(issues.reduce((rest, { path }) => without(rest, path), known));
    return { findings: [...unknownFields, ...malformed, ...(sound.success ? brokenRules(sound.data) : [])] };
  }
  const findings = [...unknownFields, ...brokenRules(parsed.data)];
  return findings.length === 0 ? { docSite: parsed.data, findings } : { findings };
}

const brokenRules = (docSite: DocSite): Finding[] =>
  findBrokenRules(docSite.spec).map((rule) => ({ ...rule, path: ["spec", ...rule.path] }));

/** A copy of the value that lacks what the path leads to. */
function without(value: unknown, path: readonly PropertyKey[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => {
      if (index !== key) return [item];
      return rest.length === 0 ? [] : [without(item, rest)];
    });
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, child]: [string, unknown]) => {
      if (name !== key) return [[name, child]];
      return rest.length === 0 ? [] : [[name, without(child, rest)]];
    }),
  );
}

/** The API server drops an empty value before it applies defaults; so an empty `scope:` is no scope. */
function dropNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropNulls);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, child]) => child !== null);
  return Object.fromEntries(kept.map(([key, child]) => [key, dropNulls(child)]));
}

/** `kubectl get -o yaml` shows these; they are the API server's business. */
const serverFields = {
  "": ["status"],
  metadata: (
    "annotations creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers generateName generation " +
    "managedFields ownerReferences resourceVersion selfLink uid"
  ).split(" "),
} as const satisfies Record<string, readonly string[]>;

function findUnknownFields(value: unknown, node: SchemaNode, path: readonly (string | number)[]): readonly Finding[] {
  if (Array.isArray(value)) {
    const { items } = node;
    return items === undefined ? [] : value.flatMap((item, index) => findUnknownFields(item, items, [...path, index]));
  }
  const { properties } = node;
  if (typeof value !== "object" || value === null || properties === undefined) return [];
  const known = Object.keys(properties);
  return Object.entries(value).flatMap(([key, child]) => {
    const childNode = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (childNode !== undefined) return findUnknownFields(child, childNode, [...path, key]);
    return isServerField(path, key) ? [] : [describeUnknownField(key, known, path)];
  });
}

function isServerField(path: readonly (string | number)[], key: string): boolean {
  const fields: readonly string[] | undefined =
    path.length > 1 ? [] : serverFields[path.length === 0 ? "" : "metadata"];
  return (path.length === 0 || path[0] === "metadata") && fields.includes(key);
}

function describeUnknownField(key: string, known: readonly string[], path: readonly (string | number)[]): Finding {
  const meant = findClosestName(key, known);
  const allowed = meant === undefined ? `one of ${known.join(", ")}` : `did you mean ${meant}?`;
  return { path: [...path, key], found: "an unknown field", allowed, atKey: true };
}

function describeIssue(issue: z.core.$ZodIssue, root: unknown): Finding {
  const path = issue.path.map((key) => (typeof key === "symbol" ? String(key) : key));
  const value = readAt(root, path);
  const node = findSchemaNode(path);
  const ownWords = issue.code === "invalid_format" || issue.code === "custom";
  const allowed = ownWords ? issue.message : describeAllowed(node);
  return { path, found: describeFound(value), allowed: `${allowed}${suggestValue(value, node)}` };
}

function readAt(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Record<string | number, unknown>)[key];
  }, root);
}

function suggestValue(value: unknown, node: SchemaNode | undefined): string {
  if (typeof value !== "string" || node?.enum === undefined) return "";
  const meant = findClosestName(value, node.enum.map(String));
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}
