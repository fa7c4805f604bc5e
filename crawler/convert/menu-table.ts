import { type Element, isTag, isText } from "domhandler";
import { descendants } from "../extract/plain-text.ts";
import { LightNode } from "./light-node.ts";
import type { Handling, PageWalk } from "./page-walk.ts";
import { settleList } from "./settle-list.ts";

/** Texinfo's menus are tables up to version 6, lists since: a bullet and a link, a gap, and what is said of it. */
export function isMenuTable({ name, attribs }: Element): boolean {
  return name === "table" && attribs["class"] === "menu";
}

export function openMenuTable(walk: PageWalk, element: Element): Handling {
  if (!walk.build.openFlow(new LightNode("UL"))) return undefined;
  walk.tables.push({ element, kind: "menu", columns: 0, cells: 0 });
  return () => {
    walk.tables.pop();
    settleList(walk.build.closeFlow(), true);
  };
}

export function openMenuRow(walk: PageWalk, row: Element): Handling {
  const { build } = walk;
  if (row.children.some((child) => isTag(child) && child.name === "th")) return openComment(walk);
  takeBullet(row);
  const item = new LightNode("LI");
  item.info = "- ";
  if (!build.openFlow(item)) return () => build.endBlock();
  const isLine = build.openLine(new LightNode("P"), "space");
  return () => {
    if (isLine) build.closeLine();
    build.closeFlow();
  };
}

/** What an author writes between entries parts the list. */
function openComment({ build }: PageWalk): Handling {
  settleList(build.closeFlow(), true);
  return () => {
    build.endBlock();
    build.openFlow(new LightNode("UL"));
  };
}

function takeBullet(row: Element): void {
  for (const node of descendants(row)) {
    if (!isText(node) || node.data.trim() === "") continue;
    node.data = node.data.replace(/^\s*•/, "");
    return;
  }
}

export function openMenuCell({ build }: PageWalk): Handling {
  build.space();
  return undefined;
}
