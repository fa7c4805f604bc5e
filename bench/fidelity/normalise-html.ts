import { type ChildNode, type Element, isTag, isText } from "domhandler";
import { parseDocument } from "htmlparser2";

/**
 * HTML in the form that the CommonMark specification's own test runner compares: blanks outside `pre` are single and
 * none stand beside block tags, attributes are sorted, entities are characters. On top of that addresses are absolute,
 * since a crawl writes them so.
 */
export function normaliseHtml(html: string, baseUrl: string): string {
  const parts: string[] = [];
  for (const node of parseDocument(html).childNodes) write(node, { parts, baseUrl, inPre: false });
  return parts
    .join("")
    .replace(/ ?(<\/?\w+ data-block[^>]*>) ?/g, "$1")
    .replaceAll(" data-block", "")
    .replaceAll("\uE000", "\n")
    .trim();
}

const BLOCKS = new Set(
  (
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer " +
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td tfoot th " +
    "thead tr ul br"
  ).split(" "),
);
const VOID = new Set(["br", "hr", "img", "input", "wbr", "col", "area", "base", "embed", "link", "meta", "source"]);

interface Writing {
  readonly parts: string[];
  readonly baseUrl: string;
  readonly inPre: boolean;
}

function write(node: ChildNode, writing: Writing): void {
  const { parts, inPre } = writing;
  if (isText(node)) {
    const text = escape(node.data);
    // Line feeds of code are kept out of the way of what trims blanks.
    parts.push(inPre ? text.replaceAll("\n", "\uE000") : text.replace(/[ \t\n\r\f]+/g, " "));
  } else if (isTag(node)) writeElement(node, writing);
}

function writeElement(element: Element, writing: Writing): void {
  const { name } = element;
  const block = BLOCKS.has(name) ? " data-block" : "";
  writing.parts.push(`<${name}${block}${attributes(element, writing.baseUrl)}>`);
  const inPre = writing.inPre || name === "pre";
  for (const child of element.children) write(child, { ...writing, inPre });
  if (!VOID.has(name)) writing.parts.push(`</${name}${block}>`);
}

function attributes({ attribs }: Element, baseUrl: string): string {
  const written = Object.entries(attribs).map(([name, value]) => {
    const isAddress = name === "href" || name === "src";
    return ` ${name}="${escape(isAddress ? (URL.parse(value, baseUrl)?.href ?? value) : value)}"`;
  });
  return written.toSorted().join("");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
