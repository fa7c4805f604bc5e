import { escapeText } from "../convert/escape-text.ts";

const MAX_INLINE = 10_000;

/** Plain text of the document, on one line, with nothing in it that Markdown would take for its own. */
export function inlineText(text: string): string {
  const line = text.slice(0, MAX_INLINE).replace(/\s+/g, " ").trim();
  return escapeText(line, { startsLine: true, inLink: true, beforeElement: false });
}

/** A code span that shows exactly the text, on one line. */
export function codeSpan(text: string): string {
  const line = text.slice(0, MAX_INLINE).replace(/\s+/g, " ").trim();
  if (line === "") return "";
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return fence + pad + line + pad + fence;
}

/** A fenced block with exactly the text. */
export function codeBlock(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\r\n?/g, "\n").replace(/\n+$/, "")}\n${fence}`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;

/** A pipe ends a cell even in code (GFM), a line feed ends the table. */
function cell(text: string): string {
  const line = text.replaceAll("\n", " ");
  return line.includes("|") ? line.replace(/(?<!\\)((?:\\\\)*)\|/g, "$1\\|") : line;
}

/** A value as JSON, in a code span. */
export function valueSpan(value: unknown): string {
  return codeSpan(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
}
