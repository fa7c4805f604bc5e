import type { PageRecord } from "../messages.ts";

/** Where an id of a source page leads in its Markdown. */
export type FragmentTarget =
  | { readonly kind: "heading"; readonly slug: string }
  | { readonly kind: "spot"; readonly offset: number };

/** Up to this size a search through the bytes is quicker than to unpack them for one id. */
const searchedBytes = 16 * 1024;
const unpackedPages = 64;

/**
 * The ids of all pages. API references have hundreds a page, so they are kept packed outside the JavaScript heap:
 * lines of id, tab and target, the first line of an id being the one that counts.
 */
export class FragmentIndex {
  readonly #packed = new Map<string, Buffer>();
  readonly #unpacked = new Map<string, ReadonlyMap<string, string>>();

  add(url: string, record: PageRecord): void {
    const lines = packedLines(record);
    if (lines.length > 0) this.#packed.set(url, Buffer.from(`\n${lines.join("\n")}\n`, "utf8"));
  }

  find(url: string, id: string): FragmentTarget | undefined {
    const packed = this.#packed.get(url);
    if (!packed) return undefined;
    const key = escaped(id);
    const value = packed.length <= searchedBytes ? search(packed, key) : this.#unpack(url, packed).get(key);
    return value === undefined ? undefined : targetOf(value);
  }

  #unpack(url: string, packed: Buffer): ReadonlyMap<string, string> {
    const known = this.#unpacked.get(url);
    if (known) return known;
    const [oldest] = this.#unpacked.keys();
    if (this.#unpacked.size >= unpackedPages && oldest !== undefined) this.#unpacked.delete(oldest);
    const lines = packed.toString("utf8", 1, packed.length - 1).split("\n");
    // Backwards, so that the first line of an id is the one that stays.
    const pairs = lines.toReversed().map((line): [string, string] => {
      const tab = line.indexOf("\t");
      return [line.slice(0, tab), line.slice(tab + 1)];
    });
    const unpacked = new Map(pairs);
    this.#unpacked.set(url, unpacked);
    return unpacked;
  }
}

/** A source id is meant before a slug that happens to read the same, so slugs come last. */
function packedLines({ headings, anchors }: PageRecord): string[] {
  // A spot at a heading is that heading: a tag in front of it would make it a paragraph.
  const slugAt = new Map(headings.map(({ offset, slug }) => [offset, slug]));
  return [
    ...headings.flatMap(({ ids, slug }) => ids.map((id) => slugLine(id, slug))),
    ...anchors.map(({ id, offset }) => {
      const slug = slugAt.get(offset);
      return slug === undefined ? `${escaped(id)}\t${offset}` : slugLine(id, slug);
    }),
    ...headings.map(({ slug }) => slugLine(slug, slug)),
  ];
}

const slugLine = (id: string, slug: string): string => `${escaped(id)}\t#${escaped(slug)}`;

function search(packed: Buffer, key: string): string | undefined {
  const needle = Buffer.from(`\n${key}\t`, "utf8");
  const at = packed.indexOf(needle);
  if (at < 0) return undefined;
  const start = at + needle.length;
  return packed.toString("utf8", start, packed.indexOf(0x0a, start));
}

const targetOf = (value: string): FragmentTarget =>
  value.startsWith("#")
    ? { kind: "heading", slug: value.slice(1).replaceAll(/\\[tnb]/g, (found) => unescapes[found] ?? found) }
    : { kind: "spot", offset: Number(value) };

const escapes: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\\": "\\b" };
const unescapes: Readonly<Record<string, string>> = { "\\t": "\t", "\\n": "\n", "\\b": "\\" };

const escaped = (text: string): string => text.replaceAll(/[\t\n\\]/g, (found) => escapes[found] ?? found);
