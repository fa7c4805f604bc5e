import type { Range } from "./furniture.ts";

const opening = /^[ \t>]{0,64}(?:(?:[-*+]|\d{1,9}[.)])[ \t]{1,4}){0,8}(`{3,}|~{3,})([^\n]*)$/;

/** Follows fenced code line by line; it may be in lists and quotes. CommonMark 0.31 section 4.5, without its indents. */
export class FenceReader {
  #fence = "";

  /** Reads one line without its line feed; true when the line is part of fenced code, its fences included. */
  isCode(line: string): boolean {
    if (this.#fence === "") {
      const match = opening.exec(line);
      const [, fence = "", info = ""] = match ?? [];
      if (fence.startsWith("`") && info.includes("`")) return false;
      this.#fence = fence;
      return fence !== "";
    }
    if (closes(line, this.#fence)) this.#fence = "";
    return true;
  }

  get isOpen(): boolean {
    return this.#fence !== "";
  }
}

function closes(line: string, fence: string): boolean {
  const rest = line.replace(/^[ \t>]{0,64}/, "").trimEnd();
  return rest.length >= fence.length && rest === fence.charAt(0).repeat(rest.length);
}

/** Where fenced code is: from the start of the opening line to the end of the closing one. */
export function findFences(markdown: string): Range[] {
  const reader = new FenceReader();
  const fences: Range[] = [];
  let start: number | undefined;
  for (const line of linesOf(markdown)) {
    const isCode = reader.isCode(line.text);
    if (isCode && start === undefined) start = line.start;
    if (start !== undefined && !reader.isOpen) {
      fences.push({ start, end: line.end });
      start = undefined;
    }
  }
  if (start !== undefined) fences.push({ start, end: markdown.length });
  return fences;
}

export function* linesOf(text: string): Generator<Range & { readonly text: string }> {
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf("\n", start);
    const end = feed < 0 ? text.length : feed;
    yield { start, end, text: text.slice(start, end) };
    start = end + 1;
  }
}
