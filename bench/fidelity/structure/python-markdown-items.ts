import type { Element, Nodes, Root } from "hast";
import { placeOf, urlOf } from "./link-places.ts";
import { parseHtmlTree } from "./markdown-tree.ts";
import { type Item, normalise, outlineOf } from "./outline.ts";

/** What a page's source holds in Python-Markdown's reading, written as HTML without theme and highlighting. */
export function pythonMarkdownItems(html: string, path: string): Item[] {
  const tree = parseHtmlTree(html);
  rewriteAdmonitions(tree);
  return outlineOf(tree, { target: (reference) => placeOf(reference, urlOf(path)) });
}

const ALERTS: Readonly<Record<string, string>> = {
  note: "NOTE",
  tip: "TIP",
  hint: "TIP",
  important: "IMPORTANT",
  warning: "WARNING",
  attention: "WARNING",
  danger: "CAUTION",
  error: "CAUTION",
};

/** As alerts: a quotation that begins with its kind, and the title where it is not the kind's own name. */
function rewriteAdmonitions(node: Root | Nodes): void {
  if (!("children" in node)) return;
  for (const child of node.children) rewriteAdmonitions(child);
  if (node.type !== "element") return;
  const classes = [node.properties["className"]].flat().map(String);
  if (!classes.includes("admonition")) return;
  const kind = classes.find((name) => name !== "admonition") ?? "note";
  node.tagName = "blockquote";
  const [title] = node.children.filter((child) => isTitle(child));
  const alert = ALERTS[kind] ?? "NOTE";
  if (title !== undefined && [kind, alert.toLowerCase()].includes(titleText(title).toLowerCase())) {
    node.children = node.children.filter((child) => child !== title);
  }
  node.children.unshift({ type: "text", value: `[!${alert}] ` });
}

function isTitle(node: Nodes): node is Element {
  return node.type === "element" && [node.properties["className"]].flat().includes("admonition-title");
}

function titleText(element: Element): string {
  return normalise(element.children.map((child) => (child.type === "text" ? child.value : "")).join(""));
}
