import { type Element, isTag } from "domhandler";
import { descendants, plainText } from "../extract/plain-text.ts";
import { openItem } from "./block-elements.ts";
import { classRole } from "./class-role.ts";
import { LightNode } from "./light-node.ts";
import { isLinkBar } from "./link-bar.ts";
import { isMenuTable, openMenuCell, openMenuRow, openMenuTable } from "./menu-table.ts";
import { isNameTable, openNameCell, openNameRow, openNameTable } from "./name-table.ts";
import type { Handler, Handling, PageWalk, TableState } from "./page-walk.ts";

export const TABLE_HANDLERS: Readonly<Record<string, Handler>> = {
  table: openTable,
  tr: openRow,
  td: openCell,
  th: openCell,
  caption: () => "skip",
  colgroup: () => "skip",
};

/** How many descendants are looked at to see what a table is for. */
const GLANCE = 5000;
const LAYOUT_ROLES = new Set(["presentation", "none"]);
const MAX_SPAN = 1000;

export function openTable(walk: PageWalk, element: Element): Handling {
  const { build } = walk;
  if (walk.tables.at(-1)?.element === element) return undefined;
  build.endBlock();
  if (isLinkBar(walk, element)) return "skip";
  if (isNameTable(element) && build.breaking === "free") return openNameTable(walk, element);
  if ((isMenuTable(element) || isSimpleList(element)) && build.breaking === "free") return openMenuTable(walk, element);
  const kind = build.breaking === "free" && !isLayout(element) ? "data" : "layout";
  if (kind === "data") {
    addCaption(walk, element);
    putNotesBelow(element);
  }
  const isOpen = kind === "data" && build.openFlow(new LightNode("TABLE"));
  const state: TableState = { element, kind: isOpen ? "data" : "layout", columns: 0, cells: 0 };
  walk.tables.push(state);
  return () => {
    walk.tables.pop();
    if (!isOpen) return build.endBlock();
    if (build.flow.nodeName === "TR") build.closeFlow();
    readBoldHead(build.closeFlow());
  };
}

/** Authors of tables without headers set those of the columns in bold, as a row of headers shows them. */
function readBoldHead(table: LightNode): void {
  const [first, second] = table.childNodes;
  if (first === undefined || second === undefined || first.childNodes.length < 2) return;
  if (!isAllBold(first) || isAllBold(second)) return;
  for (const cell of first.childNodes) {
    cell.text = "th";
    const [bold] = cell.takeChildren();
    for (const child of bold?.takeChildren() ?? []) cell.append(child);
  }
}

function isAllBold(row: LightNode): boolean {
  return row.childNodes.every(({ childNodes: [only, more] }) => only?.nodeName === "STRONG" && more === undefined);
}

/** DocBook sets its lists of words and short phrases into a table, of one column unless it is told otherwise. */
function isSimpleList(element: Element): boolean {
  return element.attribs["class"] === "simplelist" && isLayout(element);
}

function addCaption(walk: PageWalk, element: Element): void {
  const caption = element.children.find((child): child is Element => isTag(child) && child.name === "caption");
  if (caption !== undefined) walk.addBoldLine(plainText(caption, 500, walk.page.isNoise).replace(/\s*¶$/, ""));
}

/** DocBook's footnotes of a table are its last rows: a cell holds no footnote, so they follow it. */
function putNotesBelow(table: Element): void {
  const notes = table.children.at(-1);
  if (notes === undefined || !isTag(notes) || notes.attribs["class"] !== "footnotes" || notes.name !== "tbody") return;
  table.children.pop();
  if (notes.prev !== null) notes.prev.next = null;
  notes.prev = table;
  notes.next = table.next;
  notes.parent = table.parent;
  if (table.next !== null) table.next.prev = notes;
  table.next = notes;
  notes.parent?.children.splice(notes.parent.children.indexOf(table) + 1, 0, notes);
}

/**
 * Tables that only place things: no cell heads a column, and they have but one, or their cells hold what Markdown's
 * cannot, or paragraphs in columns as on Sphinx's start pages.
 */
function isLayout(element: Element): boolean {
  if (LAYOUT_ROLES.has(element.attribs["role"] ?? "")) return true;
  if (element.attribs["role"] === "table") return false;
  if (isInAlert(element) || element.attribs["class"] === "blockquote") return true;
  let seen = 0;
  let cells = 0;
  let rows = 0;
  let hasHeader = false;
  let paragraphs = 0;
  let hasBlocks = false;
  for (const node of descendants(element)) {
    if (!isTag(node)) continue;
    if ((seen += 1) > GLANCE) break;
    if (node.name === "table" || /^h[1-6]$/.test(node.name)) return true;
    if (node.name === "th") hasHeader = true;
    else if (node.name === "td") cells += 1;
    else if (node.name === "tr") rows += 1;
    else if (node.name === "p") paragraphs += 1;
    else if (node.name === "ul" || node.name === "ol" || node.name === "dl" || node.name === "pre") hasBlocks = true;
    if (hasHeader && seen > 200) return false;
  }
  return !hasHeader && (((hasBlocks || paragraphs > cells) && rows <= 1) || cells <= Math.max(1, rows));
}

/** The only thing in an alert. */
function isInAlert({ parent }: Element): boolean {
  if (parent === null || !isTag(parent) || classRole(parent.attribs["class"] ?? "")?.kind !== "alert") return false;
  return parent.children.filter(isTag).length === 1;
}

export function openRow(walk: PageWalk, element: Element): Handling {
  const { build } = walk;
  build.endBlock();
  const kind = walk.tables.at(-1)?.kind;
  if (kind === "callouts") return openItem(walk, element);
  if (kind === "names") return openNameRow(walk);
  if (kind === "menu") return openMenuRow(walk, element);
  if (kind !== "data") return () => build.endBlock();
  if (build.flow.nodeName === "TR") build.closeFlow();
  const row = new LightNode("TR");
  row.info = isInHead(element) ? "head" : "";
  if (build.flow.nodeName !== "TABLE" || !build.openFlow(row)) return () => build.endBlock();
  return () => {
    if (build.flow === row) build.closeFlow();
  };
}

function isInHead({ parent }: Element): boolean {
  return parent !== null && isTag(parent) && parent.name === "thead";
}

export function openCell(walk: PageWalk, element: Element): Handling {
  const { build } = walk;
  build.endBlock();
  const kind = walk.tables.at(-1)?.kind;
  if (kind === "names") return openNameCell(walk, element);
  if (kind === "menu") return openMenuCell(walk);
  if (kind !== "data") return () => build.endBlock();
  if (build.flow.nodeName === "TABLE") build.openFlow(new LightNode("TR"));
  if (build.flow.nodeName !== "TR") return () => build.endBlock();
  const { attribs, name } = element;
  const cell = new LightNode("TD");
  cell.text = name === "th" || attribs["role"] === "columnheader" ? "th" : "";
  cell.info = alignment(attribs);
  cell.columns = span(attribs["colspan"]);
  cell.rows = attribs["rowspan"] === "0" ? MAX_SPAN : span(attribs["rowspan"]);
  return openCellLine(walk, cell);
}

function openCellLine(walk: PageWalk, cell: LightNode): Handling {
  if (!walk.build.openLine(cell, "break")) return () => walk.build.endBlock();
  return () => {
    if (walk.build.line === cell) walk.build.closeLine(true);
  };
}

function span(value: string | undefined): number {
  const number = Number.parseInt(value ?? "1", 10);
  return number >= 1 ? Math.min(number, MAX_SPAN) : 1;
}

function alignment(attributes: Readonly<Record<string, string>>): string {
  const styled = /text-align: ?(left|center|right)/.exec(attributes["style"]?.slice(0, 500) ?? "")?.[1];
  const named =
    styled ?? attributes["align"] ?? /(?:^|\s)text-(center|right)(?:\s|$)/.exec(attributes["class"] ?? "")?.[1];
  return named === "center" || named === "right" || named === "left" ? named : "";
}

/** Javadoc's summaries: a flat row of divs that the style sheet sets in columns. */
export function openGrid(walk: PageWalk, element: Element): Handling {
  const { build } = walk;
  const columns = gridColumns(element.attribs["class"] ?? "");
  if (columns === 0 || !build.openFlow(new LightNode("TABLE"))) return undefined;
  walk.tables.push({ element, kind: "grid", columns, cells: 0 });
  return () => {
    walk.tables.pop();
    build.endBlock();
    if (build.flow.nodeName === "TR") build.closeFlow();
    build.closeFlow();
  };
}

/** What stands over such a table, as a caption would. */
export function isAboveGrid({ next }: Element): boolean {
  let sibling = next;
  while (sibling !== null && !isTag(sibling)) sibling = sibling.next;
  return sibling !== null && gridColumns(sibling.attribs["class"] ?? "") > 0;
}

const COLUMN_WORDS: readonly (readonly [string, number])[] = [
  ["two-column", 2],
  ["three-column", 3],
  ["four-column", 4],
];

function gridColumns(classList: string): number {
  return COLUMN_WORDS.find(([word]) => classList.includes(word))?.[1] ?? 0;
}

export function openGridCell(walk: PageWalk, element: Element): Handling {
  const table = walk.tables.at(-1);
  const { build } = walk;
  if (table === undefined) return undefined;
  build.endBlock();
  const isHead = /(?:^|\s)table-header(?:\s|$)/.test(element.attribs["class"] ?? "");
  if (table.cells % table.columns === 0) {
    if (build.flow.nodeName === "TR") build.closeFlow();
    const row = new LightNode("TR");
    row.info = isHead ? "head" : "";
    build.openFlow(row);
  }
  table.cells += 1;
  const cell = new LightNode("TD");
  cell.text = isHead ? "th" : "";
  return openCellLine(walk, cell);
}
