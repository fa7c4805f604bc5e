import { type Element, isTag } from "domhandler";

/** True when any element around this one is in the set. */
export function hasAncestorIn(element: Element, set: ReadonlySet<Element>): boolean {
  let parent = element.parent;
  while (parent !== null && isTag(parent)) {
    if (set.has(parent)) return true;
    parent = parent.parent;
  }
  return false;
}
