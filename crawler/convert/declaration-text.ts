import { type ChildNode, type Element, isTag, isText } from "domhandler";
import type { ElementTest } from "../extract/simple-selector.ts";

const LINE = /^(?:tr|p|div|blockquote|li|table)$/;
const MAX_NODES = 20_000;

/** Code that is laid out as text or as a table of a row a line; only blanks that must not break are kept as they are. */
export function declarationText(element: Element, isNoise: ElementTest): string {
  const lines = [""];
  const breakLine = (): void => {
    if (lines.at(-1) !== "") lines.push("");
  };
  let node: ChildNode | null = element.firstChild;
  for (let seen = 0; node !== null && seen < MAX_NODES; seen += 1) {
    if (isText(node)) addWords(lines, node.data);
    else if (isTag(node) && !isNoise(node)) {
      if (node.name === "br" || LINE.test(node.name)) breakLine();
      if (node.firstChild !== null) {
        node = node.firstChild;
        continue;
      }
    }
    node = nextOutside(node, element, breakLine);
  }
  return lines
    .map((line) => line.replace(/\u00A0/g, " ").trimEnd())
    .join("\n")
    .replace(/^\n+|\n+$/g, "");
}

function addWords(lines: string[], data: string): void {
  const line = lines.at(-1) ?? "";
  const words = data.replace(/[ \t\r\n\f]+/g, " ").replace(/[\u200B\u00AD]/g, "");
  lines[lines.length - 1] = line + (line === "" || line.endsWith(" ") ? words.replace(/^ /, "") : words);
}

function nextOutside(from: ChildNode, root: Element, breakLine: () => void): ChildNode | null {
  let node = from;
  while (node.next === null) {
    const { parent } = node;
    if (parent === null || parent === root || !isTag(parent)) return null;
    if (LINE.test(parent.name)) breakLine();
    node = parent;
  }
  return node.next;
}
