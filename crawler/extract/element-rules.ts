/** What HTML leaves unwritten about elements, as htmlparser2 has it: tables of names, all in lower case. */

const forms = new Set(["input", "option", "optgroup", "select", "button", "datalist", "textarea"]);
const paragraph = new Set(["p"]);
const definition = new Set(["dd", "dt"]);
const ruby = new Set(["rt", "rp"]);
const tableSection = new Set(["thead", "tbody"]);

const endsParagraph = [
  ..."address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6".split(
    " ",
  ),
  ..."header hr main nav ol p pre section table ul".split(" "),
];
const endsFormField = ["select", "input", "output", "button", "datalist", "textarea"];

/** Which innermost open elements the start of an element ends. */
export const endedBy: ReadonlyMap<string, ReadonlySet<string>> = new Map<string, ReadonlySet<string>>([
  ...endsParagraph.map((name) => [name, paragraph] as const),
  ...endsFormField.map((name) => [name, forms] as const),
  ["tr", new Set(["tr", "th", "td"])],
  ["th", new Set(["th"])],
  ["td", new Set(["thead", "th", "td"])],
  ["body", new Set(["head", "link", "script"])],
  ["li", new Set(["li"])],
  ["option", new Set(["option"])],
  ["optgroup", new Set(["optgroup", "option"])],
  ["dd", definition],
  ["dt", definition],
  ["rt", ruby],
  ["rp", ruby],
  ["tbody", tableSection],
  ["tfoot", tableSection],
]);

/** Elements that have no content and no end tag. */
export const voidElements: ReadonlySet<string> = new Set(
  "area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr".split(
    " ",
  ),
);

/** Between the one and the other a tag that ends in `/>` is a whole element, as in XML. */
export const foreignElements: ReadonlySet<string> = new Set(["math", "svg"]);
export const integrationPoints: ReadonlySet<string> = new Set(
  "mi mo mn ms mtext annotation-xml foreignobject desc title".split(" "),
);

/** Elements whose content is text up to their end tag. */
export const rawTextElements: ReadonlySet<string> = new Set(["script", "style", "title", "textarea", "xmp"]);
