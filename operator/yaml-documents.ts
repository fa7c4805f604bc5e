import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
  type Document,
} from "yaml";
import type { Problem } from "./problem.ts";
import { shorten } from "./problem.ts";

/** etcd holds no object above about 1.5 MB, so that no manifest needs more. */
const maxBytes = 1024 * 1024;
const maxDocuments = 256;
/** Nodes after aliases are followed: ends "billion laughs". */
const maxNodes = 100_000;
/** Each one costs a walk over the document. */
const maxAliases = 500;
const maxErrorsShown = 20;
/** Deeper is no resource of any kind, and would exhaust the stack. */
const maxDepth = 64;

export interface YamlDocument {
  readonly value: unknown;
  /** Line of the document's first content. */
  readonly line: number;
  /** Line of the node at the path, or of its nearest parent that exists; of its key with `atKey`. */
  lineOf(path: readonly (string | number)[], atKey?: boolean): number;
}

/** The documents of a YAML (or JSON) text as kubectl reads it; what is broken is told, and the rest still read. */
export function readYamlDocuments(text: string): { documents: readonly YamlDocument[]; problems: readonly Problem[] } {
  const refusal = findRefusal(text);
  if (refusal !== undefined) return { documents: [], problems: [refusal] };
  const lineCounter = new LineCounter();
  try {
    const parsed = parseAllDocuments(text.replace(/^\uFEFF/, ""), { ...yamlOptions, lineCounter });
    const parts = [...parsed].filter((document) => !isEmpty(document));
    if (parts.length > maxDocuments) return tooMany(`${parts.length} documents`, `at most ${maxDocuments} in a file`);
    return collect(parts.map((document) => readDocument(document, lineCounter)));
  } catch (error) {
    if (error instanceof RangeError) return tooMany("too deeply nested YAML", `at most ${maxDepth} levels`);
    throw error;
  }
}

/** Nothing, or comments, between two `---`: templates make such, and kubectl passes over them. */
function isEmpty({ contents, errors }: Document.Parsed): boolean {
  return errors.length === 0 && (contents === null || (isScalar(contents) && contents.value === null));
}

/** YAML 1.1 as kubectl's parser: `yes` and `on` are true; but no timestamps and no base-60 numbers. */
const yamlOptions = {
  schema: "yaml-1.1",
  merge: true,
  prettyErrors: false,
  // Compares each key with each other one; `findDuplicateKeys` does it in linear time.
  uniqueKeys: false,
  customTags: [
    "null",
    "bool",
    "intOct",
    "int",
    "intHex",
    "floatNaN",
    "floatExp",
    "float",
    "merge",
  ] as const satisfies string[],
  logLevel: "silent",
} as const;

type Parsed = { document?: YamlDocument; problems: readonly Problem[] };

function collect(parts: readonly Parsed[]) {
  return {
    documents: parts.flatMap(({ document }) => (document === undefined ? [] : [document])),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function findRefusal(text: string): Problem | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) return fileProblem(`${bytes} bytes`, `at most ${maxBytes}`);
  if (text.includes("\0")) return fileProblem("a binary file", "YAML text");
  const depth = measureFlowDepth(text);
  return depth > maxDepth ? fileProblem("too deeply nested YAML", `at most ${maxDepth} levels`) : undefined;
}

function fileProblem(found: string, allowed: string): Problem {
  return { path: "", line: 1, found, allowed };
}

function tooMany(found: string, allowed: string) {
  return { documents: [], problems: [fileProblem(found, allowed)] };
}

/** An upper bound on brackets within brackets, before a recursive parser sees them; quotes are not looked at. */
function measureFlowDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const { 0: bracket } of text.matchAll(/[[{\]}]/g)) {
    depth = bracket === "[" || bracket === "{" ? depth + 1 : Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function readDocument(document: Document.Parsed, lineCounter: LineCounter): Parsed {
  const lineAt = (offset: number) => Math.max(1, lineCounter.linePos(offset).line);
  const line = lineAt(document.contents?.range[0] ?? document.range[0]);
  const broken = document.errors.slice(0, maxErrorsShown).map((error) => ({
    path: "",
    line: lineAt(error.pos[0]),
    ...describeYamlError(error.code, error.message),
  }));
  const problems = [...broken, ...findDuplicateKeys(document, lineAt)];
  if (problems.length > 0) return { problems };
  const size = countAliases(document) > maxAliases ? tooManyAliases : measureNodes(document);
  if (size !== undefined) return { problems: [{ path: "", line, ...size }] };
  try {
    const value: unknown = document.toJS({ maxAliasCount: maxNodes });
    return {
      document: { value, line, lineOf: (path, atKey) => findLine(document, lineAt, path, atKey) ?? line },
      problems,
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      problems: [{ path: "", line, found: shorten(error.message), allowed: "aliases whose anchors stand before them" }],
    };
  }
}

function describeYamlError(code: string, message: string): { found: string; allowed: string } {
  if (code === "TAB_AS_INDENT") return { found: "a tab as indentation", allowed: "spaces: YAML forbids tabs here" };
  return { found: `broken YAML (${shorten(message)})`, allowed: "valid YAML" };
}

function findDuplicateKeys(document: Document.Parsed, lineAt: (offset: number) => number): readonly Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (name !== "<<" && seen.has(name)) {
          const found = `the field ${shorten(name)} a second time`;
          problems.push({ path: "", line: lineAt(key.range?.[0] ?? 0), found, allowed: "each field once" });
        }
        seen.add(name);
      }
    },
  });
  return problems;
}

const tooManyAliases = { found: `more than ${maxAliases} aliases`, allowed: `at most ${maxAliases} in a document` };

function countAliases(document: Document.Parsed): number {
  let count = 0;
  visit(document, { Alias: () => void count++ });
  return count;
}

/** Counts as if every alias were written out, without writing it out. */
function measureNodes(document: Document.Parsed): { found: string; allowed: string } | undefined {
  const sizes = new Map<unknown, number>();
  let deepest = 0;
  const measure = (node: unknown, depth: number): number => {
    deepest = Math.max(deepest, depth);
    if (depth > maxDepth) return 1;
    if (isAlias(node)) {
      const target = node.resolve(document);
      return target === undefined ? 1 : (sizes.get(target) ?? maxNodes + 1);
    }
    if (isPair(node)) return measure(node.key, depth) + measure(node.value, depth);
    if (!isMap(node) && !isSeq(node)) {
      sizes.set(node, 1);
      return 1;
    }
    let size = 1;
    for (const item of node.items) size = Math.min(maxNodes + 1, size + measure(item, depth + 1));
    sizes.set(node, size);
    return size;
  };
  const nodes = measure(document.contents, 0);
  if (deepest > maxDepth) return { found: "too deeply nested YAML", allowed: `at most ${maxDepth} levels` };
  return nodes > maxNodes
    ? { found: "aliases that grow without bound", allowed: `at most ${maxNodes} values` }
    : undefined;
}

function findLine(
  document: Document.Parsed,
  lineAt: (offset: number) => number,
  path: readonly (string | number)[],
  atKey = false,
): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined = document.contents?.range[0];
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      : undefined;
    const child: unknown = pair === undefined && isSeq(node) ? node.items[Number(step)] : pair?.value;
    const useKey = atKey && index === path.length - 1;
    const place = useKey || !isNode(child) || isMap(child) || isSeq(child) ? (pair?.key ?? child) : child;
    if (isNode(place) && place.range) offset = place.range[0];
    if (pair === undefined && child === undefined) break;
    node = child;
  }
  return offset === undefined ? undefined : lineAt(offset);
}
