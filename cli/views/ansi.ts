export const hideCursor = "\u001B[?25l";
export const showCursor = "\u001B[?25h";
export const clearToEnd = "\u001B[J";
export const cursorUp = (rows: number): string => (rows > 0 ? `\r\u001B[${rows}A` : "\r");

/** Foreign text on a terminal: without control characters, which could move the cursor or worse. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, "\u{FFFD}");
}

/** Fits text into so many columns; the middle of a URL says least. */
export function fit(text: string, columns: number): string {
  if (text.length <= columns) return text;
  if (columns < 8) return text.slice(0, Math.max(0, columns));
  const head = Math.ceil((columns - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (columns - 1 - head))}`;
}
