import { parse } from "yaml";

export interface FrontMatter {
  readonly body: string;
  readonly title?: string;
  readonly description?: string;
}

const MAX_HEAD = 65_536;

/** Takes YAML front matter off; what cannot be parsed is taken off all the same, for it is no text of the page. */
export function readFrontMatter(markdown: string): FrontMatter {
  if (!markdown.startsWith("---\n")) return { body: markdown };
  const end = markdown.slice(0, MAX_HEAD).search(/\n(?:---|\.\.\.)[ \t]*(?:\n|$)/);
  if (end < 0) return { body: markdown };
  const head = markdown.slice(4, Math.max(4, end + 1));
  if (!/^[\w"'#-]/.test(head)) return { body: markdown };
  const body = markdown.slice(markdown.indexOf("\n", end + 1) + 1 || markdown.length);
  return { body, ...fields(head) };
}

function fields(head: string): { title?: string; description?: string } {
  const values = parseYaml(head);
  const known: { title?: string; description?: string } = {};
  for (const key of ["title", "description"] as const) {
    const value = values[key];
    if (typeof value === "string" && value.trim() !== "") known[key] = value.trim();
  }
  return known;
}

function parseYaml(head: string): Record<string, unknown> {
  try {
    const value: unknown = parse(head, { maxAliasCount: 10, logLevel: "silent" });
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
