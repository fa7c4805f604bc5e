import { type Element, isTag } from "domhandler";
import { descendants, plainText } from "../extract/plain-text.ts";
import { LightNode } from "./light-node.ts";
import type { Handling, PageWalk } from "./page-walk.ts";
import { settleList } from "./settle-list.ts";

/** Asciidoctor and DocBook explain the numbers beside lines of code in a table, for the sake of icons: it is a list. */
export function openCallouts(walk: PageWalk, element: Element): Handling {
  const table = element.children.find((child): child is Element => isTag(child) && child.name === "table");
  if (table === undefined) return undefined;
  const list = new LightNode("UL");
  list.info = "ordered";
  if (!walk.build.openFlow(list)) return undefined;
  walk.lists.push({ kind: "list", next: 1 });
  walk.tables.push({ element: table, kind: "callouts", columns: 0, cells: 0 });
  for (const node of descendants(table))
    if (isTag(node) && node.name === "td" && isNumber(node)) walk.consumed.add(node);
  return () => {
    walk.tables.pop();
    walk.lists.pop();
    settleList(walk.build.closeFlow(), true);
  };
}

function isNumber(cell: Element): boolean {
  if (cell.children.some((child) => isTag(child) && child.name === "i" && child.attribs["class"] === "conum"))
    return true;
  return isFirst(cell) && /^\(?\d{1,2}\)?$/.test(plainText(cell, 8) || pictureText(cell));
}

function isFirst({ prev }: Element): boolean {
  return prev === null || (!isTag(prev) && prev.prev === null);
}

/** Of the picture that stands for the number, in a link in a paragraph. */
function pictureText(cell: Element): string {
  let seen = 0;
  for (const node of descendants(cell)) {
    if ((seen += 1) > 10) break;
    if (isTag(node) && node.name === "img") return node.attribs["alt"] ?? "";
  }
  return "";
}
