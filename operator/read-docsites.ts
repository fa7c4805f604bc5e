import { findClosestName } from "./closest-name.ts";
import { checkDocSite } from "./check-docsite.ts";
import { readConfigObject, type ConfigObject } from "./config-object.ts";
import { apiVersion, group, type DocSite } from "./docsite.ts";
import { formatPath, shorten, type Problem } from "./problem.ts";
import { readYamlDocuments, type YamlDocument } from "./yaml-documents.ts";

export interface ReadDocSites {
  /** Those without any problem, in the order of the file. */
  readonly docSites: readonly DocSite[];
  /** Secrets and ConfigMaps of the file, for `resolveReferences`. */
  readonly objects: readonly ConfigObject[];
  readonly problems: readonly Problem[];
}

/** Reads what `kubectl apply` takes: any number of documents, of which at least one is a DocSite. */
export function readDocSites(yamlText: string): ReadDocSites {
  const { documents, problems } = readYamlDocuments(yamlText);
  const parts = documents.map(readResource);
  const found = [...problems, ...parts.flatMap((part) => part.problems)];
  const kinds = parts.map(({ kind }) => kind);
  const missing = found.length === 0 && !kinds.includes("DocSite") ? [describeNoDocSite(kinds)] : [];
  const docSites = parts.flatMap(({ docSite }) => (docSite === undefined ? [] : [docSite]));
  return {
    docSites,
    objects: parts.flatMap(({ object }) => (object === undefined ? [] : [object])),
    problems: [...found, ...missing, ...findRepeatedNames(parts)].sort((left, right) => left.line - right.line),
  };
}

interface Resource {
  readonly kind: string;
  readonly line: number;
  readonly docSite?: DocSite;
  readonly object?: ConfigObject;
  readonly problems: readonly Problem[];
}

function readResource(document: YamlDocument): Resource {
  const { value, line } = document;
  const head = readHead(value);
  const refused = (found: string, allowed: string, path = "", at = line): Resource => ({
    kind: "",
    line,
    problems: [{ path, line: at, found, allowed }],
  });
  if (head === undefined) return refused("no Kubernetes resource", "fields apiVersion, kind, metadata and spec");
  const { kind, version } = head;
  if (kind === "List") return refused("a List", "each resource as a document of its own, between --- lines", "kind");
  const ours = version.startsWith(`${group}/`);
  if (kind !== "DocSite" && (ours || findClosestName(kind, ["DocSite"]) !== undefined)) {
    const allowed = kind === "Crawl" ? "DocSite; Crawls are made by the operator" : "DocSite";
    return refused(shorten(kind), allowed, "kind", document.lineOf(["kind"]));
  }
  if (kind === "DocSite" && version !== apiVersion) {
    return refused(
      version === "" ? "nothing" : shorten(version),
      apiVersion,
      "apiVersion",
      document.lineOf(["apiVersion"]),
    );
  }
  return kind === "DocSite" ? readDocSite(document) : readOther(document, kind);
}

function readHead(value: unknown): { kind: string; version: string } | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { kind, apiVersion: version } = value as { kind?: unknown; apiVersion?: unknown };
  if (typeof kind !== "string" || kind === "") return undefined;
  return { kind, version: typeof version === "string" ? version : "" };
}

function readDocSite(document: YamlDocument): Resource {
  const { docSite, findings } = checkDocSite(document.value);
  const problems = findings.map(({ path, found, allowed, atKey }) => ({
    path: formatPath(path),
    line: document.lineOf(path, atKey),
    found,
    allowed,
  }));
  return { kind: "DocSite", line: document.line, problems, ...(docSite === undefined ? {} : { docSite }) };
}

function readOther(document: YamlDocument, kind: string): Resource {
  if (kind !== "Secret" && kind !== "ConfigMap") return { kind, line: document.line, problems: [] };
  const result = readConfigObject(document.value, kind);
  if ("object" in result) return { kind, line: document.line, problems: [], object: result.object };
  const { path, found, allowed } = result;
  return {
    kind,
    line: document.line,
    problems: [{ path: formatPath(path), line: document.lineOf(path), found, allowed }],
  };
}

function describeNoDocSite(kinds: readonly string[]): Problem {
  const found = kinds.length === 0 ? "an empty file" : `no DocSite, only ${shorten([...new Set(kinds)].join(", "))}`;
  return { path: "", line: 1, found, allowed: `a resource with apiVersion: ${apiVersion} and kind: DocSite` };
}

function findRepeatedNames(parts: readonly Resource[]): readonly Problem[] {
  const seen = new Set<string>();
  return parts.flatMap(({ docSite, line }) => {
    if (docSite === undefined) return [];
    const name = `${docSite.metadata.namespace}/${docSite.metadata.name}`;
    const repeated = seen.has(name);
    seen.add(name);
    return repeated
      ? [{ path: "metadata.name", line, found: `${name} a second time`, allowed: "each DocSite once" }]
      : [];
  });
}
