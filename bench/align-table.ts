/** As the formatter wants tables: cells as wide as the widest of their column. */
export function alignTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row, at) => {
    const cells = row.map((cell, column) => alignCell(cell, widths[column] ?? 3, at === 1, rows[1]?.[column] ?? ""));
    return `| ${cells.join(" | ")} |`;
  });
}

function alignCell(cell: string, width: number, isDelimiter: boolean, delimiter: string): string {
  const isRight = delimiter.endsWith(":");
  if (isDelimiter) return "-".repeat(isRight ? width - 1 : width) + (isRight ? ":" : "");
  return isRight ? cell.padStart(width) : cell.padEnd(width);
}
