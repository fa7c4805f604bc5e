import type { LightNode } from "./light-node.ts";
import { CELL_END, MARK_CLOSE, MARK_OPEN } from "./page-marks.ts";

const MAX_COLUMNS = 200;
const MAX_CELLS = 200_000;
/** A cell that spans rows is repeated in each when it is short enough to be a label. */
const MAX_REPEATED = 200;

interface Cell {
  readonly text: string;
  readonly align: string;
  readonly isHead: boolean;
}

interface Pending {
  readonly text: string;
  rows: number;
}

/** A pipe table. Cells come in `content`, each with its end marked, in the order of the cell nodes. */
export function writeTable(content: string, node: LightNode): string {
  const texts = content.split(CELL_END);
  const rows = layOut(node, texts);
  const columns = rows.reduce((widest, row) => Math.max(widest, filledColumns(row)), 0);
  if (columns === 0) return "";
  const header = hasHeader(node, rows) ? rows.shift() : undefined;
  const align = Array.from({ length: columns }, (_, column) => delimiter(header?.[column] ?? rows[0]?.[column]));
  const lines = [writeRow(header ?? [], columns), `| ${align.join(" | ")} |`];
  for (const row of rows) lines.push(writeRow(row, columns));
  return `\n\n${lines.join("\n")}\n\n`;
}

/** Columns at the end that are empty in every row show nothing. */
function filledColumns(row: readonly Cell[]): number {
  return row.findLastIndex(({ text, isHead }) => text !== "" || isHead) + 1;
}

function hasHeader(table: LightNode, rows: readonly Cell[][]): boolean {
  if (table.childNodes[0]?.info === "head") return true;
  const [first] = rows;
  return first !== undefined && rows.length > 1 && first.every((cell) => cell.isHead);
}

function layOut(table: LightNode, texts: readonly string[]): Cell[][] {
  const spanning: (Pending | undefined)[] = [];
  const rows: Cell[][] = [];
  let next = 0;
  let total = 0;
  for (const row of table.childNodes) {
    const cells: Cell[] = [];
    for (const cell of row.childNodes) {
      fillFromAbove(cells, spanning);
      addCell(cells, spanning, cell, cellText(texts[next] ?? ""));
      next += 1;
    }
    fillFromAbove(cells, spanning);
    total += cells.length;
    if (total > MAX_CELLS) break;
    if (cells.some((cell) => cell.text !== "") || isWholeHead(row)) rows.push(cells);
  }
  return rows;
}

/** An empty row of headers says that the table has none. */
function isWholeHead(row: LightNode): boolean {
  return row.info === "head" && row.previousSibling === null && row.nextSibling?.info !== "head";
}

function fillFromAbove(cells: Cell[], spanning: (Pending | undefined)[]): void {
  for (let above = spanning[cells.length]; above !== undefined; above = spanning[cells.length]) {
    above.rows -= 1;
    if (above.rows === 0) spanning[cells.length] = undefined;
    cells.push({ text: above.text, align: "", isHead: false });
  }
}

function addCell(cells: Cell[], spanning: (Pending | undefined)[], node: LightNode, text: string): void {
  const isHead = node.text === "th";
  for (let column = 0; column < node.columns && cells.length < MAX_COLUMNS; column += 1) {
    const own = column === 0 ? text : "";
    if (node.rows > 1) spanning[cells.length] = { text: repeated(own), rows: node.rows - 1 };
    cells.push({ text: own, align: node.info, isHead });
  }
}

function repeated(text: string): string {
  return text.length > MAX_REPEATED ? "" : text.replaceAll(ANCHOR_MARK, "");
}

const ANCHOR_MARK = new RegExp(`${MARK_OPEN}A\\d+${MARK_CLOSE}`, "g");

function cellText(text: string): string {
  const line = text.includes("\n") ? text.replace(/\s*\n\s*/g, " ") : text;
  return line.includes("|") ? line.replaceAll("|", "\\|") : line;
}

function delimiter(cell: Cell | undefined): string {
  if (cell?.align === "center") return ":-:";
  if (cell?.align === "right") return "--:";
  return cell?.align === "left" ? ":--" : "---";
}

function writeRow(cells: readonly Cell[], columns: number): string {
  let row = "|";
  for (let column = 0; column < columns; column += 1) row += ` ${cells[column]?.text ?? ""} |`;
  return row.replace(/ {2,}\|/g, " |");
}
