const SIZE = 4096;

/**
 * The names of tags and attributes, in lower case. A page repeats a few dozen of them thousands of times: a name that
 * was seen before is found by its letters where they stand, without a string of its own.
 */
export class NameCache {
  readonly #names: (string | undefined)[] = Array.from({ length: SIZE });

  /** The name that stands at `[start, end)` of the text. */
  get(text: string, start: number, end: number): string {
    const length = end - start;
    const middle = text.charCodeAt(start + (length >> 1));
    const slot = (text.charCodeAt(start) * 31 + text.charCodeAt(end - 1) * 217 + middle * 7 + length) & (SIZE - 1);
    const known = this.#names[slot];
    if (known !== undefined && known.length === length && text.startsWith(known, start)) return known;
    const name = text.slice(start, end).toLowerCase();
    // A slice may keep the whole page in memory.
    if (length <= 64) this.#names[slot] = Buffer.from(name).toString();
    return name;
  }
}
