import { isHeading, LightNode, visibleText } from "./light-node.ts";

/** Decides for a finished list whether blank lines stand between its items and blocks, and marks them so. */
export function settleList(list: LightNode, isCompact: boolean): void {
  const before = list.previousSibling;
  if (before !== null && continues(before, list)) return settleList(before, isCompact);
  list.usesOtherMarker = before !== null && isReadAsOne(before, list) && !before.usesOtherMarker;
  if (list.childNodes.some((item) => isLoose(item, isCompact))) return;
  for (const item of list.childNodes) {
    item.isTight = true;
    for (const block of item.childNodes) block.isTight = true;
  }
}

/** Lists of definitions follow each other where a generator has a list for each: they become one. */
function continues(before: LightNode, list: LightNode): boolean {
  if (before.nodeName !== "UL" || before.info !== "definitions" || list.info !== "definitions") return false;
  list.parentNode?.removeLast();
  for (const item of list.takeChildren()) before.append(item);
  return true;
}

function isReadAsOne(before: LightNode, list: LightNode): boolean {
  if (before.nodeName !== "UL") return false;
  return (before.info === "ordered") === (list.info === "ordered");
}

function isLoose(item: LightNode, isCompact: boolean): boolean {
  let previous: LightNode | undefined;
  for (const block of item.childNodes) {
    if (block.nodeName === "P" && block.info === "explicit" && !isCompact) return true;
    if (!mayFollow(block, previous)) return true;
    previous = block;
  }
  return false;
}

/** What can stand on the line below a paragraph, a list, a quote, or other things. */
function mayFollow(block: LightNode, previous: LightNode | undefined): boolean {
  switch (block.nodeName) {
    case "P":
      return previous === undefined || previous.nodeName === "PRE" || isHeading(previous) || previous.nodeName === "HR";
    case "UL":
      return previous?.nodeName !== "UL" && (previous?.nodeName !== "P" || mayInterrupt(block));
    case "BLOCKQUOTE":
      return previous?.nodeName !== "BLOCKQUOTE";
    case "PRE":
    case "HR":
      return true;
    default:
      return isHeading(block);
  }
}

/** Of lists, only one that starts with 1 and with a text can follow a paragraph without a blank line. */
function mayInterrupt(list: LightNode): boolean {
  const [first] = list.childNodes;
  return first !== undefined && first.childNodes.length > 0 && (list.info !== "ordered" || first.info === "1. ");
}

/** Brings an item of a definition list into one line where its terms and its description are lines. */
export function settleDefinition(item: LightNode): void {
  if (item.childNodes.every(({ info }) => info === "term")) return partTerms(item);
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

/** Terms that nothing is said of share no item. */
function partTerms(item: LightNode): void {
  const [first, ...others] = item.takeChildren();
  if (first !== undefined) item.append(first);
  for (const term of others) {
    const own = new LightNode("LI");
    own.info = item.info;
    own.append(term);
    item.parentNode?.append(own);
  }
}

function joinLines(target: LightNode, separator: string, source: LightNode | undefined): void {
  if (source === undefined) return;
  target.append(new LightNode("#text", separator));
  for (const child of source.takeChildren()) {
    child.startsLine = false;
    target.append(child);
  }
}
