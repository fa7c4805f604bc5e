/** Puts `text` in place of `[start, end)`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Edited {
  readonly text: string;
  /** The edits that were made, sorted; one that overlaps an earlier one is left out. */
  readonly made: readonly Edit[];
  /** Edits of the new text that give the old one back, in the order of `made`. */
  readonly inverse: readonly Edit[];
}

export function applyEdits(text: string, edits: readonly Edit[]): Edited {
  const made = withoutOverlaps(edits, text.length);
  const inverse: Edit[] = [];
  let result = "";
  let done = 0;
  for (const edit of made) {
    result += text.slice(done, edit.start);
    const start = result.length;
    result += edit.text;
    inverse.push({ start, end: result.length, text: text.slice(edit.start, edit.end) });
    done = edit.end;
  }
  return { text: result + text.slice(done), made, inverse };
}

function withoutOverlaps(edits: readonly Edit[], length: number): Edit[] {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  let done = 0;
  return sorted.filter((edit) => {
    const fits = edit.start >= done && edit.end >= edit.start && edit.end <= length;
    if (fits) done = edit.end;
    return fits;
  });
}

/** Where an offset is after edits that `applyEdits` made. Offsets inside replaced text have no such place. */
export class OffsetMap {
  readonly #edits: readonly Edit[];
  /** Growth of the text by all edits before the one at the index. */
  readonly #growth: readonly number[];

  constructor(made: readonly Edit[]) {
    let growth = 0;
    this.#edits = made;
    this.#growth = [0, ...made.map((edit) => (growth += edit.text.length - (edit.end - edit.start)))];
  }

  /** Of something that starts at the offset: text inserted there comes before it. */
  start(offset: number): number {
    return offset + (this.#growth[this.#countOf((edit) => edit.end <= offset)] ?? 0);
  }

  /** Of something that ends at the offset: text inserted there comes after it. */
  end(offset: number): number {
    return offset + (this.#growth[this.#countOf((edit) => edit.end <= offset && edit.start < offset)] ?? 0);
  }

  /** How many edits from the first on satisfy a test that holds for a leading run of them. */
  #countOf(test: (edit: Edit) => boolean): number {
    let low = 0;
    let high = this.#edits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const edit = this.#edits[middle];
      if (edit && test(edit)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
