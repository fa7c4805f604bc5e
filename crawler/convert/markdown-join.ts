const LINE_FEED = 10;
/** Markdown needs no more than one empty line between two things. */
const WIDEST_GAP = 2;

/**
 * Joins the Markdown of siblings. The line feeds at their edges say how far each wants to stay away from its
 * neighbours; between two of them the wider wish holds.
 */
export class MarkdownJoin {
  #text = "";
  /** Line feeds that the last piece ended with. */
  #gap = 0;

  add(piece: string): void {
    let start = 0;
    while (piece.charCodeAt(start) === LINE_FEED) start += 1;
    const gap = Math.min(WIDEST_GAP, Math.max(this.#gap, start));
    if (start === piece.length) {
      this.#gap = gap;
      return;
    }
    let end = piece.length;
    while (piece.charCodeAt(end - 1) === LINE_FEED) end -= 1;
    if (gap > 0) this.#text += "\n".repeat(gap);
    this.#text += start === 0 && end === piece.length ? piece : piece.slice(start, end);
    this.#gap = piece.length - end;
  }

  get text(): string {
    return this.#gap === 0 ? this.#text : this.#text + "\n".repeat(this.#gap);
  }
}
