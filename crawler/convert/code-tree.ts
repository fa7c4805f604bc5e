import { type ChildNode, type Element, isTag, isText } from "domhandler";
import { withoutMarks } from "./page-marks.ts";

const INDENT = "  ";
/** What opens and closes a part of the tree, or stands for one that is closed. */
const CONTROLS = /(?:^|\s)(?:collapser|ellipsis)(?:\s|$)/;

/** Text of code that is drawn as lists in lists, each of whose items is a line: a level is an indent. */
export function treeText(block: Element): string {
  const parts: string[] = [];
  let depth = 0;
  let node: ChildNode | null = block.firstChild;
  const leave = (element: Element): void => {
    if (element.name !== "ul") return;
    depth -= 1;
    if (element.children.some(isTag)) parts.push(`\n${INDENT.repeat(depth)}`);
  };
  while (node !== null) {
    if (isText(node)) parts.push(node.data.replace(/[\r\n]+/g, " "));
    else if (isTag(node) && !isControl(node)) {
      if (node.name === "ul") depth += 1;
      if (node.name === "li") parts.push(`\n${INDENT.repeat(depth)}`);
      if (node.firstChild !== null) {
        node = node.firstChild;
        continue;
      }
      leave(node);
    }
    node = nextWithin(node, block, leave);
  }
  return withoutMarks(parts.join("")).trim();
}

function isControl({ name, attribs }: Element): boolean {
  return name === "button" || CONTROLS.test(attribs["class"] ?? "");
}

function nextWithin(from: ChildNode, block: Element, leave: (element: Element) => void): ChildNode | null {
  let node: ChildNode = from;
  while (node.next === null) {
    const { parent } = node;
    if (parent === null || !isTag(parent) || parent === block) return null;
    leave(parent);
    node = parent;
  }
  return node.next;
}
