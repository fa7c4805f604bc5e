import type { LightName, LightNode } from "./light-node.ts";
import { writeMark } from "./page-marks.ts";
import { writeEmphasis } from "./emphasis-rule.ts";
import { escapeText } from "./escape-text.ts";
import type { Replacement } from "./replacement.ts";

export const INLINE_RULES: Partial<Record<LightName, Replacement>> = {
  BR: (_, node) => (isInCell(node) ? "<br>" : "\\\n"),
  A: (content, node) => `[${content}](${writeMark("L", node.mark)}${writeTitle(node.info)})`,
  IMG: writeImage,
  CODE: writeCode,
  EM: writeEmphasis,
  STRONG: writeEmphasis,
  DEL: writeEmphasis,
  INS: (content) => `<ins>${content}</ins>`,
  MARK: (content) => `<mark>${content}</mark>`,
  SUB: (content) => `<sub>${content}</sub>`,
  SUP: (content) => `<sup>${content}</sup>`,
  KBD: (content) => `<kbd>${content}</kbd>`,
  MATH: (_, node) => `$${node.text}$`,
  "FOOTNOTE-REF": (_, node) => `[^${node.text}]`,
  ANCHOR: (_, node) => writeMark("A", node.mark),
  RAW: (_, node) => node.text,
};

function isInCell(node: LightNode): boolean {
  for (let parent = node.parentNode; parent !== null; parent = parent.parentNode) {
    if (parent.nodeName === "TD") return true;
  }
  return false;
}

function writeImage(_: string, node: LightNode): string {
  const place = { startsLine: false, inLink: true, beforeElement: false };
  const title = node.info === node.text ? "" : node.info;
  return `![${escapeText(node.text, place)}](${writeMark("L", node.mark)}${writeTitle(title)})`;
}

/** A list of names that is one element of code, as Javadoc writes what is inherited: the commas are no code. */
function isBetweenLinks({ previousSibling, nextSibling }: LightNode): boolean {
  return previousSibling?.nodeName === "A" && nextSibling?.nodeName === "A";
}

function writeTitle(title: string): string {
  return title === "" ? "" : ` "${title.replace(/["\\]|&(?=#?\w{1,32};)/g, "\\$&")}"`;
}

function writeCode(content: string, node: LightNode): string {
  if (content === ", " && isBetweenLinks(node)) return content;
  if (content.endsWith(" ") && node.nextSibling === null && isInCell(node)) return writeCode(content.trimEnd(), node);
  let longest = 0;
  for (const run of content.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  const fence = "`".repeat(longest + 1);
  const needsSpace = content.startsWith("`") || content.endsWith("`") || /^ .*\S.* $/.test(content);
  return needsSpace ? `${fence} ${content} ${fence}` : `${fence}${content}${fence}`;
}
