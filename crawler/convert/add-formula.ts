import { LightNode } from "./light-node.ts";
import { withoutMarks } from "./page-marks.ts";
import type { TreeBuilder } from "./tree-builder.ts";
import type { Formula } from "./written-math.ts";

/** A formula on lines of its own where there is room for them, else in the line. */
export function addFormula(build: TreeBuilder, { tex, isDisplay }: Formula): void {
  const clean = withoutSplit(withoutMarks(tex).trim());
  if (clean === "") return;
  if (isDisplay && build.breaking === "free") {
    build.addBlock(new LightNode("DISPLAY-MATH", clean.replace(/\n\s*\n/g, "\n")));
  } else {
    build.leaf(new LightNode("MATH", clean.replace(/\s+/g, " ")));
  }
}

/** Sphinx puts formulas of several lines into an environment, also those that are one already. */
function withoutSplit(tex: string): string {
  const inner = /^\\begin\{split\}([\s\S]*)\\end\{split\}$/.exec(tex)?.[1]?.trim() ?? "";
  const name = /^\\begin\{(\w{1,20}\*?)\}/.exec(inner)?.[1];
  const isWhole = name !== undefined && inner.indexOf(`\\end{${name}}`) === inner.length - name.length - 6;
  return isWhole ? inner : tex;
}
