/** What HTML leaves unwritten about an element, as htmlparser2 has it. Names are in lower case. */
export interface ElementRules {
  readonly name: string;
  /** Which innermost open elements its start ends. */
  readonly ends?: ReadonlySet<string> | undefined;
  /** It has no content and no end tag. */
  readonly isVoid: boolean;
  /** Its content is text up to its end tag. */
  readonly isRawText: boolean;
  /** Whether within it a tag that ends in `/>` is a whole element, as in XML; undefined: as around it. */
  readonly isForeign?: boolean | undefined;
}

const names = (text: string): readonly string[] => text.split(" ");
const nameSet = (text: string): ReadonlySet<string> => new Set(names(text));

const startEnds = [
  [
    "address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header " +
      "hr main nav ol p pre section table ul",
    "p",
  ],
  ["select input output button datalist textarea", "input option optgroup select button datalist textarea"],
  ["tr", "tr th td"],
  ["th", "th"],
  ["td", "thead th td"],
  ["body", "head link script"],
  ["li", "li"],
  ["option", "option"],
  ["optgroup", "optgroup option"],
  ["dd dt", "dd dt"],
  ["rt rp", "rt rp"],
  ["tbody tfoot", "thead tbody"],
] as const;

const ends = new Map(
  startEnds.flatMap(([starts, ended]) => names(starts).map((name) => [name, nameSet(ended)] as const)),
);
const voidElements = nameSet(
  "area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr",
);
const rawTextElements = nameSet("script style title textarea xmp");
const foreignElements = nameSet("math svg");
const integrationPoints = nameSet("mi mo mn ms mtext annotation-xml foreignobject desc title");

export function rulesOf(name: string): ElementRules {
  return {
    name,
    ends: ends.get(name),
    isVoid: voidElements.has(name),
    isRawText: rawTextElements.has(name),
    isForeign: foreignElements.has(name) ? true : integrationPoints.has(name) ? false : undefined,
  };
}
