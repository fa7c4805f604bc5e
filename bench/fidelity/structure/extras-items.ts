import type { Element, Nodes, Root } from "hast";
import { type Item, normalise } from "./outline.ts";

/** Markdown whose formulas are words, and the formulas: CommonMark would read markup into them. */
export function takeFormulas(markdown: string): { readonly markdown: string; readonly formulas: readonly Item[] } {
  const formulas: Item[] = [];
  const add = (tex: string, kind: string): string => {
    const text = tex.replace(/\s+/g, "");
    formulas.push({ kind: "formula", key: `${kind}|${text}`, text });
    return "formula";
  };
  const pieces = markdown.split(/(^[ >]*```[\s\S]*?^[ >]*```|`[^`\n]+`)/m);
  const taken = pieces.map((piece, at) =>
    at % 2 === 1
      ? piece
      : piece
          .replace(/\$\$([\s\S]+?)\$\$/g, (_, tex: string) => add(tex, "display"))
          .replace(/(?<!\\)\$([^$\n]+)\$/g, (_, tex: string) => add(tex, "inline")),
  );
  return { markdown: taken.join(""), formulas };
}

/** Panels of tabs: a paragraph in bold, and the block that follows it. */
export function tabItems(tree: Root): Item[] {
  const items: Item[] = [];
  const visit = (node: Nodes): void => {
    if (!("children" in node)) return;
    const blocks = node.children.flatMap((child) => (child.type === "element" ? [child] : []));
    for (const [at, block] of blocks.entries()) {
      const next = blocks[at + 1];
      if (isLabel(block) && next !== undefined) items.push(tab(block, next));
      visit(block);
    }
  };
  visit(tree);
  return items;
}

function isLabel({ tagName, children }: Element): boolean {
  const [only] = children;
  return tagName === "p" && children.length === 1 && only?.type === "element" && only.tagName === "strong";
}

function tab(label: Element, panel: Element): Item {
  const text = `${textOf(label)} ${textOf(panel)}`;
  return { kind: "tab", key: `${textOf(label)}|${textOf(panel)}`, text };
}

function textOf(node: Nodes): string {
  if (node.type === "text") return normalise(node.value);
  return "children" in node ? normalise(node.children.map((child) => textOf(child)).join(" ")) : "";
}
