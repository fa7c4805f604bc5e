import { isMap, isScalar, parseDocument, type Pair, type YAMLMap } from "yaml";

interface Row {
  readonly path: string;
  readonly fallback: string;
  readonly meaning: string;
}

/** Markdown table of a values.yaml: each value has a comment that starts with `# --`. Throws for one that has none. */
export function buildValuesTable(text: string): string {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) throw new Error("values.yaml is no mapping");
  const rows = readMap(contents, [], "");
  const lines = rows.map(({ path, fallback, meaning }) => `| \`${path}\` | ${fallback} | ${meaning} |`);
  return ["| value | default | means |", "| --- | --- | --- |", ...lines].join("\n");
}

/** The parser hangs the comment of a map's first key on the map. */
function readMap(map: YAMLMap, path: readonly string[], ofFirst: string): readonly Row[] {
  return map.items.flatMap((pair, index) => readPair(pair, path, index === 0 ? (map.commentBefore ?? ofFirst) : ""));
}

function readPair({ key, value }: Pair, parents: readonly string[], ofFirst: string): readonly Row[] {
  if (!isScalar(key)) throw new Error(`${parents.join(".")}: a key is no text`);
  const path = [...parents, String(key.value)];
  const comment = key.commentBefore ?? ofFirst;
  const isDocumented = /^ --/m.test(comment);
  if (!isDocumented && isMap(value) && value.items.length > 0) return readMap(value, path, "");
  if (!isDocumented) throw new Error(`values.yaml: ${path.join(".")} has no comment that starts with "# --"`);
  const json: unknown = isScalar(value) ? value.value : (value as { toJSON(): unknown }).toJSON();
  return [{ path: path.join("."), fallback: `\`${JSON.stringify(json)}\``, meaning: toSentence(comment) }];
}

/** The last passage alone: what stands before it, past a blank line, is about something else. */
function toSentence(comment: string): string {
  const passage = comment.slice(comment.lastIndexOf(" --"));
  return passage
    .replace(/^ --/, "")
    .split("\n")
    .map((line) => line.trim())
    .join(" ")
    .trim()
    .replaceAll("|", "\\|");
}
