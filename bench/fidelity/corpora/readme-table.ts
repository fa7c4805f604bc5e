import { alignTable } from "../../align-table.ts";
import type { CorpusResult } from "./corpus-result.ts";
import { tableRows } from "./report.ts";

const START = "<!-- corpora:start (written by make bench-corpora) -->";
const END = "<!-- corpora:end -->";

/** The README with these figures between its two marks; throws when they are not there. */
export function replaceCorporaTable(readme: string, results: readonly CorpusResult[]): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new Error(`README.md has no "${START}" followed by "${END}"`);
  const table = alignTable(tableRows(results)).join("\n");
  return `${readme.slice(0, start + START.length)}\n\n${table}\n\n${readme.slice(end)}`;
}
