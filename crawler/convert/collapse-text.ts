import { withoutMarks } from "./page-marks.ts";

const BLANKS = /[ \t\n\f\r\u00A0]+/g;
const NEEDS_COLLAPSE = /[\t\n\f\r\u00A0\u00AD]| {2}/;

/** Text of the page with single blanks; `keepsBreakPoints` where a word may be broken at a zero-width space. */
export function collapseText(data: string, keepsBreakPoints: boolean): string {
  let text = withoutMarks(data);
  if (NEEDS_COLLAPSE.test(text)) text = text.replace(/\u00AD/g, "").replace(BLANKS, " ");
  if (text.includes("\u200B") && (text === "\u200B" || !keepsBreakPoints)) text = text.replaceAll("\u200B", "");
  return text;
}
