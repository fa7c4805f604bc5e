import type { AnchorSpot } from "../messages.ts";
import type { Edit } from "./edits.ts";
import { findFences } from "./fences.ts";
import type { Range } from "./furniture.ts";

/** Quote and list markers at the start of a line: a tag goes behind them. */
const markers = /^[ \t]{0,32}(?:(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])[ \t]{0,4}){1,16}/;
const tableRow = /^[ \t]{0,32}\|[ \t]?/;
const delimiterRow = /^[\s|:-]*$/;
/** Lines whose first characters make them what they are: a tag in front would end that. */
const blockLine = /^(?:#{1,6}[ \t]|`{3}|~{3}|<|={3}|-{3}|\*{3}|_{3}|\$\$|!\[|\[\^)/;

/** Puts `<a id>` at a spot, or close before it where the text there would not survive a tag. */
export function createAnchorPlacer(markdown: string): (spot: AnchorSpot) => Edit {
  let fences: readonly Range[] | undefined;
  return ({ offset, id }) => {
    fences ??= findFences(markdown);
    const fence = fences.find((range) => range.start < offset && offset < range.end);
    return placeTag(markdown, fence?.start ?? offset, `<a id="${escapeAttribute(id)}"></a>`);
  };
}

function placeTag(markdown: string, offset: number, tag: string): Edit {
  const lineStart = markdown.lastIndexOf("\n", offset - 1) + 1;
  const before = markdown.slice(lineStart, offset);
  const line = lineAt(markdown, lineStart);
  const lead = leadOf(line);
  // Inside the line's text: a tag does no harm there.
  if (before.length > lead.length) return insertion(offset, tag);
  const at = lineStart + lead.length;
  if (!blockLine.test(line.slice(lead.length))) return insertion(at, tag);
  return insertion(at, `${tag}\n\n${continuation(lead)}`);
}

function lineAt(markdown: string, start: number): string {
  const end = markdown.indexOf("\n", start);
  return markdown.slice(start, end < 0 ? undefined : end);
}

function leadOf(line: string): string {
  if (tableRow.test(line) && !delimiterRow.test(line)) return tableRow.exec(line)?.[0] ?? "";
  return markers.exec(line)?.[0] ?? /^[ \t]{0,32}/.exec(line)?.[0] ?? "";
}

/** What the next line needs to be in the same quote or list item. */
const continuation = (lead: string): string => lead.replaceAll(/[^>\s]/g, " ");

const insertion = (at: number, text: string): Edit => ({ start: at, end: at, text });

const escapeAttribute = (id: string): string =>
  id
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("|", "&#124;")
    .replaceAll(/\s/g, "&#32;");
