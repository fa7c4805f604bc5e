import { type ChildNode, type Element, isTag, isText } from "domhandler";

/** How much text an element holds outside of links, and how much inside. */
export interface TextWeight {
  own: number;
  linked: number;
}

const SILENT = new Set(["script", "style", "noscript", "template", "svg", "nav", "footer", "button", "select"]);

/** Weight of every element below `root`, summed upwards in one pass without recursion. */
function weighText(root: Element): ReadonlyMap<Element, TextWeight> {
  const weights = new Map<Element, TextWeight>([[root, { own: 0, linked: 0 }]]);
  let linkDepth = 0;
  let node: ChildNode | null = root.firstChild;
  while (node !== null) {
    if (isText(node)) addText(weights, node.parent, node.data, linkDepth > 0);
    if (isTag(node) && !SILENT.has(node.name)) {
      weights.set(node, { own: 0, linked: 0 });
      if (node.name === "a") linkDepth += 1;
      if (node.firstChild !== null) {
        node = node.firstChild;
        continue;
      }
      if (node.name === "a") linkDepth -= 1;
    }
    while (node !== null && node.next === null) {
      const parent: ChildNode | null = node.parent !== null && isTag(node.parent) ? node.parent : null;
      if (parent === null || parent === root) return weights;
      if (parent.name === "a") linkDepth -= 1;
      raise(weights, parent);
      node = parent;
    }
    node = node === null ? null : node.next;
  }
  return weights;
}

function addText(
  weights: ReadonlyMap<Element, TextWeight>,
  parent: ChildNode["parent"],
  data: string,
  linked: boolean,
): void {
  const weight = parent !== null && isTag(parent) ? weights.get(parent) : undefined;
  if (weight === undefined) return;
  const length = data.trim().length;
  if (linked) weight.linked += length;
  else weight.own += length;
}

/** A finished element's weight goes to its parent; leaves are raised when their last sibling is passed. */
function raise(weights: ReadonlyMap<Element, TextWeight>, element: Element): void {
  const total = weights.get(element);
  if (total === undefined) return;
  for (const child of element.children) {
    const weight = isTag(child) ? weights.get(child) : undefined;
    if (weight === undefined) continue;
    total.own += weight.own;
    total.linked += weight.linked;
  }
}

/** Sums the root's children: the pass itself only finishes what is below it. */
export function weighRoot(root: Element): ReadonlyMap<Element, TextWeight> {
  const weights = weighText(root);
  raise(weights, root);
  return weights;
}
