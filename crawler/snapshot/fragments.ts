import type { PageRecord } from "../messages.ts";

/** Where an id of a source page leads in its Markdown. */
export type FragmentTarget =
  | { readonly kind: "heading"; readonly slug: string }
  | { readonly kind: "spot"; readonly offset: number };

type Fragments = ReadonlyMap<string, FragmentTarget>;
type Packed = readonly [headings: readonly (readonly [string, string])[], spots: readonly (readonly [string, number])[]];

/** Pages link to few pages at a time (a section and its neighbours), so few need to be unpacked at once. */
const unpackedPages = 256;

/**
 * The ids of all pages. API references have hundreds a page, so they are kept packed outside the JavaScript heap and
 * read back where a link needs them.
 */
export class FragmentIndex {
  readonly #packed = new Map<string, Buffer>();
  readonly #unpacked = new Map<string, Fragments>();

  add(url: string, record: PageRecord): void {
    const headings = record.headings.flatMap(({ ids, slug }) => ids.map((id) => [id, slug] as const));
    const slugs = record.headings.map(({ slug }) => [slug, slug] as const);
    // A spot at a heading is that heading: a tag in front of it would make it a paragraph.
    const slugAt = new Map(record.headings.map(({ offset, slug }) => [offset, slug]));
    const spots = record.anchors.map(({ id, offset }) => [id, slugAt.get(offset) ?? offset] as const);
    const packed: Packed = [
      [...headings, ...spots.filter((spot): spot is readonly [string, string] => typeof spot[1] === "string"), ...slugs],
      spots.filter((spot): spot is readonly [string, number] => typeof spot[1] === "number"),
    ];
    if (packed[0].length + packed[1].length > 0) this.#packed.set(url, Buffer.from(JSON.stringify(packed), "utf8"));
  }

  find(url: string, id: string): FragmentTarget | undefined {
    return this.#fragmentsOf(url).get(id);
  }

  #fragmentsOf(url: string): Fragments {
    const known = this.#unpacked.get(url);
    if (known) return known;
    const fragments = unpack(this.#packed.get(url));
    const [oldest] = this.#unpacked.keys();
    if (this.#unpacked.size >= unpackedPages && oldest !== undefined) this.#unpacked.delete(oldest);
    this.#unpacked.set(url, fragments);
    return fragments;
  }
}

function unpack(packed: Buffer | undefined): Fragments {
  if (!packed) return new Map();
  const [headings, spots] = JSON.parse(packed.toString("utf8")) as Packed;
  const fragments = new Map<string, FragmentTarget>();
  const put = (id: string, target: FragmentTarget): void => void (fragments.has(id) || fragments.set(id, target));
  const ownIds = headings.filter(([id, slug]) => id !== slug);
  for (const [id, slug] of ownIds) put(id, { kind: "heading", slug });
  for (const [id, offset] of spots) put(id, { kind: "spot", offset });
  // Last: a source id is meant before a slug that happens to read the same.
  for (const [id, slug] of headings) put(id, { kind: "heading", slug });
  return fragments;
}
