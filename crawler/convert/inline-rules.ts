import type { LightName, LightNode } from "./light-node.ts";
import { writeMark } from "./page-marks.ts";
import { escapeText } from "./escape-text.ts";
import type { Replacement } from "./replacement.ts";

export const INLINE_RULES: Partial<Record<LightName, Replacement>> = {
  BR: (_, node) => (isInCell(node) ? "<br>" : "\\\n"),
  A: (content, node) => `[${content}](${writeMark("L", node.mark)})`,
  IMG: writeImage,
  CODE: writeCode,
  EM: (content, node) => writeDelimited(content, node, "*", "em"),
  STRONG: (content, node) => writeDelimited(content, node, "**", "strong"),
  DEL: (content, node) => writeDelimited(content, node, "~~", "del"),
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
  const title = node.info === "" || node.info === node.text ? "" : ` "${node.info.replace(/(["\\])/g, "\\$1")}"`;
  return `![${escapeText(node.text, place)}](${writeMark("L", node.mark)}${title})`;
}

function writeCode(content: string): string {
  let longest = 0;
  for (const run of content.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  const fence = "`".repeat(longest + 1);
  const needsSpace = content.startsWith("`") || content.endsWith("`") || /^ .*\S.* $/.test(content);
  return needsSpace ? `${fence} ${content} ${fence}` : `${fence}${content}${fence}`;
}

/**
 * Emphasis, as delimiters where CommonMark's flanking rules read them back as meant, as HTML elsewhere: before a
 * letter after punctuation, as in Chinese and Japanese texts without blanks, delimiters would stay in the text.
 */
function writeDelimited(content: string, node: LightNode, delimiter: string, tag: string): string {
  const isOpening = canOpen(characterBefore(node), content[0] ?? "");
  const isClosing = canOpen(characterAfter(node), content.at(-1) ?? "");
  return isOpening && isClosing ? `${delimiter}${content}${delimiter}` : `<${tag}>${content}</${tag}>`;
}

/** The rule for the left side; the right side is its mirror image. */
function canOpen(outer: string, inner: string): boolean {
  if (inner === "" || /\s/.test(inner)) return false;
  if (outer === "*" || outer === "~") return false;
  return !isPunctuation(inner) || outer === "" || /\s/.test(outer) || isPunctuation(outer);
}

function isPunctuation(character: string): boolean {
  return /[\p{P}\p{S}\uFDD0\uFDD1]/u.test(character);
}

function characterBefore(node: LightNode): string {
  const before = node.previousSibling;
  if (before === null) return parentEdge(node, characterBefore);
  if (before.nodeType === 3) return before.text.at(-1) ?? "";
  return edgeOfElement(before);
}

function characterAfter(node: LightNode): string {
  const after = node.nextSibling;
  if (after === null) return parentEdge(node, characterAfter);
  if (after.nodeType === 3) return after.text[0] ?? "";
  return edgeOfElement(after);
}

/** Inside a link or other emphasis the neighbour is its bracket or delimiter. */
function parentEdge(node: LightNode, outside: (node: LightNode) => string): string {
  const parent = node.parentNode;
  if (parent === null) return "";
  if (parent.nodeName === "EM" || parent.nodeName === "STRONG") return outside(parent) === "" ? "" : "(";
  return parent.nodeName === "A" || parent.nodeName === "DEL" ? "(" : "";
}

function edgeOfElement(node: LightNode): string {
  if (node.nodeName === "EM" || node.nodeName === "STRONG") return "*";
  if (node.nodeName === "ANCHOR" || node.nodeName === "BR") return "";
  return node.nodeName === "DEL" ? "~" : "(";
}
