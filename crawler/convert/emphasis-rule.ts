import type { LightName, LightNode } from "./light-node.ts";

interface Delimiters {
  /** In order of preference. */
  readonly marks: readonly string[];
  readonly tag: string;
}

const DELIMITERS: Partial<Record<LightName, Delimiters>> = {
  EM: { marks: ["*", "_"], tag: "em" },
  STRONG: { marks: ["**", "__"], tag: "strong" },
  DEL: { marks: ["~~"], tag: "del" },
};

/**
 * Emphasis, as delimiters where CommonMark's flanking rules read them back as meant, as HTML elsewhere: before a
 * letter after punctuation, as in Chinese and Japanese texts without blanks, delimiters would stay in the text.
 */
export function writeEmphasis(content: string, node: LightNode): string {
  const delimiters = DELIMITERS[node.nodeName];
  if (delimiters === undefined) return content;
  const { marks, tag } = delimiters;
  const mark = marks.slice(taken(node)).find((candidate) => isReadBack(candidate, content, node));
  if (mark === undefined) return `<${tag}>${content}</${tag}>`;
  // For the emphasis that may follow at once.
  node.info = mark;
  return `${mark}${content}${mark}`;
}

/** How many delimiters the elements around it have taken: the same kind of emphasis, or `***` in the other order. */
function taken(node: LightNode): number {
  if (node.nodeName === "EM" && isAloneInStrong(node)) return 1;
  let around = 0;
  for (let parent = node.parentNode; parent !== null; parent = parent.parentNode) {
    if (parent.nodeName === node.nodeName) around += 1;
  }
  return around;
}

function isAloneInStrong({ parentNode }: LightNode): boolean {
  return (
    parentNode?.nodeName === "STRONG" &&
    parentNode.childNodes.every(({ nodeName }) => nodeName === "EM" || nodeName === "ANCHOR")
  );
}

function isReadBack(mark: string, content: string, node: LightNode): boolean {
  const sign = mark.charAt(0);
  const before = edge(node, "previousSibling");
  const after = edge(node, "nextSibling");
  // The delimiters of an emphasis that ends here would be one run with ours.
  if (before === sign || (sign === "*" && couldCloseOuter(node, before, firstAfter(content, sign)))) return false;
  if (sign === "_" && !(isNoWord(before) && isNoWord(after) && !/^_|(?<!\\)_$/.test(content))) return false;
  return opens(before, firstAfter(content, sign)) && opens(after, lastBefore(content, sign));
}

/** In other emphasis, a delimiter that may end something ends that, wherever it was meant to start something. */
function couldCloseOuter(node: LightNode, before: string, inner: string): boolean {
  if (before === "" || /\s/.test(before) || !isInEmphasis(node) || isFirst(node)) return false;
  return !isNoWord(before) || isPunctuation(inner);
}

function isInEmphasis({ parentNode }: LightNode): boolean {
  for (let parent = parentNode; parent !== null; parent = parent.parentNode) {
    if (parent.nodeName === "EM" || parent.nodeName === "STRONG") return true;
  }
  return false;
}

/** At the very start of the outer emphasis the delimiters of both are one run, which only starts things. */
function isFirst({ previousSibling, parentNode }: LightNode): boolean {
  return previousSibling === null && parentNode !== null && DELIMITERS[parentNode.nodeName] !== undefined;
}

/** The rule for the left side; the right side is its mirror image. */
function opens(outer: string, inner: string): boolean {
  if (inner === "" || /\s/.test(inner)) return false;
  return !isPunctuation(inner) || isNoWord(outer);
}

function isNoWord(character: string): boolean {
  return character === "" || /[\s\p{P}\p{S}]/u.test(character);
}

/** Half of a pair that stands for one sign: parsers do not agree on what it is. */
function isPunctuation(character: string): boolean {
  return /[\p{P}\p{S}\uD800-\uDFFF\uFDD0\uFDD1]/u.test(character);
}

/** Delimiters of an inner element at the edge are one run with ours. */
function firstAfter(content: string, sign: string): string {
  let at = 0;
  while (content[at] === sign) at += 1;
  return content[at] ?? "";
}

function lastBefore(content: string, sign: string): string {
  let at = content.length - 1;
  while (content[at] === sign && content[at - 1] !== "\\") at -= 1;
  return content[at] ?? "";
}

/** Any sign that is no delimiter. */
const BRACKET = "(";

/** The character beside a node, a delimiter only where an emphasis ends; empty at the edge of its line. */
function edge(node: LightNode, side: "previousSibling" | "nextSibling"): string {
  let sibling = node[side];
  while (sibling?.nodeName === "ANCHOR") sibling = sibling[side];
  if (sibling === null) return parentEdge(node.parentNode, side);
  if (sibling.nodeType === 3) {
    const character = side === "nextSibling" ? sibling.text[0] : sibling.text.at(-1);
    return character === undefined || !/[*_~]/.test(character) ? (character ?? "") : BRACKET;
  }
  if (sibling.nodeName === "BR") return "";
  const isEnd = side === "previousSibling" && DELIMITERS[sibling.nodeName] !== undefined;
  return (isEnd ? sibling.info[0] : undefined) ?? BRACKET;
}

/** Inside a link it is its bracket; inside other emphasis it is what stands beside that. */
function parentEdge(parent: LightNode | null, side: "previousSibling" | "nextSibling"): string {
  switch (parent?.nodeName) {
    case "EM":
    case "STRONG":
      return edge(parent, side);
    case "A":
    case "DEL":
    case "KBD":
    case "SUB":
    case "SUP":
    case "INS":
    case "MARK":
      return BRACKET;
    default:
      return "";
  }
}
