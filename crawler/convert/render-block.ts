import { BLOCK_RULES } from "./block-rules.ts";
import { INLINE_RULES } from "./inline-rules.ts";
import type { LightName, LightNode } from "./light-node.ts";
import { MarkdownJoin } from "./markdown-join.ts";
import type { Replacement } from "./replacement.ts";
import { writeTable } from "./table-rule.ts";

const RULES: ReadonlyMap<LightName, Replacement> = new Map(
  Object.entries({ ...INLINE_RULES, ...BLOCK_RULES, TABLE: writeTable }) as [LightName, Replacement][],
);

/** Markdown of one block without line feeds around it; marks are still in it. */
export function renderBlock(block: LightNode): string {
  return render(block)
    .replace(/^[\t\r\n]+/, "")
    .trimEnd();
}

/** The recursion ends: the tree is shallow by construction. */
function render(node: LightNode): string {
  const rule = RULES.get(node.nodeName);
  const content = renderChildren(node);
  return rule === undefined ? content : rule(content, node);
}

function renderChildren({ childNodes }: LightNode): string {
  const [only, second] = childNodes;
  if (only === undefined) return "";
  if (second === undefined && only.nodeType === 3) return only.text;
  const join = new MarkdownJoin();
  for (const child of childNodes) join.add(child.nodeType === 3 ? child.text : render(child));
  return join.text;
}
