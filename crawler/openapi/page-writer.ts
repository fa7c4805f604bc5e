/** A page's Markdown can grow with how often a document refers to the same thing: there it ends. */
const MAX_LENGTH = 24 * 1024 * 1024;

/** Collects the blocks of a page, and which ids its headings answer to. */
export class PageWriter {
  readonly #blocks: string[] = [];
  /** Ids by the line of their heading. */
  readonly idsByLine = new Map<number, readonly string[]>();
  #lines = 0;
  #length = 0;
  #isCut = false;

  get isCut(): boolean {
    return this.#isCut;
  }

  /** One or more blocks of Markdown; nothing where the text is empty. */
  block(text: string): void {
    if (text.trim() === "" || this.#isCut) return;
    if (this.#length + text.length > MAX_LENGTH) {
      this.#isCut = true;
      return;
    }
    this.#blocks.push(text);
    this.#length += text.length + 2;
    this.#lines += text.split("\n").length + 1;
  }

  heading(level: number, text: string, ids: readonly string[] = []): void {
    if (text === "" || this.#isCut) return;
    this.idsByLine.set(this.#lines, ids.filter((id) => id.length <= 500).slice(0, 20));
    this.block(`${"#".repeat(Math.min(level, 6))} ${text}`);
  }

  get markdown(): string {
    return `${this.#blocks.join("\n\n")}\n`;
  }
}
