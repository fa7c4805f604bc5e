import { type ChildNode, type Element, isTag, isText } from "domhandler";
import { LightNode } from "./light-node.ts";
import type { Handling, PageWalk } from "./page-walk.ts";
import { settleDefinition, settleList } from "./settle-list.ts";

const NAME_TABLES = new Set(["params", "tparams", "retval", "exception"]);

/** Doxygen explains parameters in tables without a head, which stand in lists: lists of names, as they are read. */
export function isNameTable({ name, attribs }: Element): boolean {
  return name === "table" && NAME_TABLES.has(attribs["class"] ?? "");
}

export function openNameTable(walk: PageWalk, element: Element): Handling {
  if (!walk.build.openFlow(new LightNode("UL"))) return undefined;
  walk.tables.push({ element, kind: "names", columns: 0, cells: 0 });
  return () => {
    walk.tables.pop();
    settleList(walk.build.closeFlow(), true);
  };
}

export function openNameRow({ build }: PageWalk): Handling {
  const item = new LightNode("LI");
  item.info = "- ";
  if (!build.openFlow(item)) return () => build.endBlock();
  return () => settleDefinition(build.closeFlow());
}

/** Direction, type and name of a parameter are one term. */
export function openNameCell({ build }: PageWalk, cell: Element): Handling {
  const isName = cell.attribs["class"] === "paramname";
  if (build.line?.info === "term") build.space();
  else {
    build.endBlock();
    const term = new LightNode("P");
    term.info = "term";
    if (!isOfTerm(cell) || !build.openLine(term, "space")) return () => build.endBlock();
  }
  if (isName) build.pushInline("CODE");
  return () => {
    if (isName) build.popInline();
    if (!isOfTerm(cell.nextSibling)) build.closeLine();
  };
}

function isOfTerm(cell: ChildNode | null): boolean {
  const next = cell !== null && isText(cell) ? cell.next : cell;
  return next !== null && isTag(next) && next.attribs["class"]?.startsWith("param") === true;
}
