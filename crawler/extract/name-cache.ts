const SLOTS = 4096;
const MAX_LENGTH = 64;

/**
 * What is known of the names of tags or attributes. A page repeats a few dozen of them thousands of times: a name that
 * was seen before is found by its letters where they stand, without a string of its own.
 */
export class NameCache<Known extends { readonly name: string }> {
  readonly #slots: (Known | undefined)[] = Array.from({ length: SLOTS });
  readonly #learn: (name: string) => Known;

  constructor(learn: (name: string) => Known) {
    this.#learn = learn;
  }

  /** Of the name that stands at `[start, end)` of the text, in lower case. */
  get(text: string, start: number, end: number): Known {
    const length = end - start;
    const middle = text.charCodeAt(start + (length >> 1));
    const slot = (text.charCodeAt(start) * 31 + text.charCodeAt(end - 1) * 217 + middle * 7 + length) & (SLOTS - 1);
    const known = this.#slots[slot];
    if (known !== undefined && known.name.length === length && text.startsWith(known.name, start)) return known;
    const name = text.slice(start, end).toLowerCase();
    if (length > MAX_LENGTH) return this.#learn(name);
    // A slice would keep the whole page in memory.
    const learned = this.#learn(Buffer.from(name, "utf16le").toString("utf16le"));
    this.#slots[slot] = learned;
    return learned;
  }
}
