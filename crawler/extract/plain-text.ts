import { type ChildNode, type Element, hasChildren, isTag, isText } from "domhandler";

const SILENT = new Set(["script", "style", "noscript", "template", "svg", "button"]);

/** Text of an element with runs of blanks as one space, at most `limit` characters; no recursion. */
export function plainText(element: Element, limit = 10_000, isNoise?: (inner: Element) => boolean): string {
  const parts: string[] = [];
  let length = 0;
  let seen = 0;
  for (const node of descendants(element, (inner) => !(SILENT.has(inner.name) || isNoise?.(inner) === true))) {
    if ((seen += 1) > limit + 200) break;
    if (isTag(node) && standsApart(node)) parts.push(" ");
    if (!isText(node)) continue;
    parts.push(node.data);
    length += node.data.length;
    if (length > limit * 4) break;
  }
  return collapseBlanks(parts.join("")).slice(0, limit);
}

/** A break, or a sign that a style sheet draws between names. */
function standsApart({ name, attribs }: Element): boolean {
  return name === "br" || (name === "span" && attribs["class"] === "sep");
}

/** One line: blanks collapsed and trimmed, zero-width spaces and soft hyphens gone. */
export function collapseBlanks(text: string): string {
  return text
    .replace(/[\u200B\u00AD\uFEFF]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** Everything below an element in document order; elements that `enters` refuses are named but not entered. */
export function* descendants(root: Element, enters: (element: Element) => boolean = () => true): Generator<ChildNode> {
  let node: ChildNode | null = root.firstChild;
  while (node !== null) {
    yield node;
    if (isTag(node) && node.firstChild !== null && enters(node)) node = node.firstChild;
    else node = following(node, root);
  }
}

function following(from: ChildNode, root: Element): ChildNode | null {
  let node: ChildNode = from;
  while (node.next === null) {
    const parent = node.parent;
    if (parent === null || parent === root || !hasChildren(parent) || !isTag(parent)) return null;
    node = parent;
  }
  return node.next;
}
