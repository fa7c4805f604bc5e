import type { HeadingIds } from "./heading-ids.ts";
import { type LightNode, visibleText } from "./light-node.ts";

/** Themes show the title in a bar of their own above the author's: the same one twice in a row is once. */
export function dropRepeatedTitle(root: LightNode, headingIds: HeadingIds): void {
  const second = root.childNodes.find(isRepeated);
  const first = second?.previousSibling;
  if (second === undefined || !first) return;
  headingIds.of(first).push(...(headingIds.get(second) ?? []));
  for (const node of second.takeChildren()) if (node.nodeName === "ANCHOR") first.append(node);
  for (const node of root.takeChildren()) if (node !== second) root.append(node);
}

function isRepeated(node: LightNode): boolean {
  const { previousSibling } = node;
  if (node.nodeName !== "H1" || previousSibling?.nodeName !== "H1") return false;
  return visibleText(node).trim() === visibleText(previousSibling).trim();
}
