import { LightNode, visibleText } from "./light-node.ts";

/** Decides for a finished list whether blank lines stand between its items and blocks, and marks them so. */
export function settleList(list: LightNode, isCompact: boolean): void {
  const before = list.previousSibling;
  const followsList = before?.nodeName === "UL" && before.info === list.info && list.info !== "definitions";
  list.usesOtherMarker = followsList && !before.usesOtherMarker;
  if (list.childNodes.some((item) => isLoose(item, isCompact))) return;
  for (const item of list.childNodes) {
    item.isTight = true;
    for (const block of item.childNodes) block.isTight = true;
  }
}

function isLoose(item: LightNode, isCompact: boolean): boolean {
  let previous: LightNode | undefined;
  for (const block of item.childNodes) {
    if (block.nodeName === "P") {
      if (previous !== undefined || (block.info === "explicit" && !isCompact)) return true;
    } else if (block.nodeName !== "UL" || !mayFollow(block, previous)) return true;
    previous = block;
  }
  return false;
}

/** A list that does not start with 1 cannot follow a paragraph without a blank line. */
function mayFollow(list: LightNode, previous: LightNode | undefined): boolean {
  if (previous?.nodeName === "UL") return false;
  return list.info !== "ordered" || list.childNodes[0]?.info === "1. ";
}

/** Brings an item of a definition list into one line where its terms and its description are lines. */
export function settleDefinition(item: LightNode): void {
  const blocks = item.takeChildren();
  const [term] = blocks;
  if (term === undefined) return;
  let at = 1;
  for (; blocks[at]?.info === "term"; at += 1) joinLines(term, ", ", blocks[at]);
  const description = blocks[at];
  if (term.info === "term" && description?.nodeName === "P" && blocks.length === at + 1) {
    joinLines(term, visibleText(term).trimEnd().endsWith(":") ? " " : ": ", description);
    at += 1;
  }
  for (const block of [term, ...blocks.slice(at)]) item.append(block);
}

function joinLines(target: LightNode, separator: string, source: LightNode | undefined): void {
  if (source === undefined) return;
  target.append(new LightNode("#text", separator));
  for (const child of source.takeChildren()) target.append(child);
}
