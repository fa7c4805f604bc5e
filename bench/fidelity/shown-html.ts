import { type ChildNode, type Element, isTag, isText } from "domhandler";
import { parseDocument } from "htmlparser2";

/**
 * What a reader sees of HTML: text, its blocks and its markup, without wrappers, comments, scripts and elements that
 * nobody knows. Two pages with equal results read the same, whatever elements they are laid out with.
 */
export function shownHtml(html: string, baseUrl: string): string {
  let shown = parseDocument(html)
    .childNodes.map((node) => write(node, baseUrl, false))
    .join("");
  for (let before = ""; before !== shown;) {
    before = shown;
    for (const [pattern, replacement] of TIDY) shown = shown.replace(pattern, replacement);
  }
  return shown.replaceAll("\uE000", "\n").replaceAll("\uE001", " ");
}

/** Where a block starts or ends. */
const EDGE = "¶";
const STRUCTURE = new Set("blockquote ul ol li pre h1 h2 h3 h4 h5 h6 hr".split(" "));
const INLINE: Readonly<Record<string, string>> = {
  ...Object.fromEntries("a em strong del ins code img br kbd sup sub".split(" ").map((name) => [name, name])),
  i: "em",
  b: "strong",
  s: "del",
};
const SILENT = new Set(["script", "style", "textarea", "title"]);
const KNOWN_BLOCKS = new Set("p div table thead tbody tr td th section article center dl dt dd main body".split(" "));
const SHOWN_ATTRIBUTES = ["alt", "href", "src", "title"];

const TIDY: readonly (readonly [RegExp, string])[] = [
  // Blanks and edges of blocks move out of inline markup, and markup without content goes.
  [/(<(?:a|em|strong|del|ins|kbd|sup|sub)(?: [^>]*)?>)([ ¶]+)/g, "$2$1"],
  [/([ ¶]+)(<\/(?:a|em|strong|del|ins|kbd|sup|sub)>)/g, "$2$1"],
  [/<(a|em|strong|del|ins|kbd|sup|sub)(?: [^>]*)?><\/\1>/g, ""],
  [/ ?<br> ?/g, "<br>"],
  [/ {2,}/g, " "],
  [/ ?¶[ ¶]*/g, EDGE],
  [/[ ¶]?(<\/?(?:blockquote|ul|ol|li|pre|h\d|hr)>)[ ¶]?/g, "$1"],
  [/<li><\/li>/g, ""],
  [/^¶|¶$|^ | $/g, ""],
];

function write(node: ChildNode, baseUrl: string, inPre: boolean): string {
  if (isText(node)) return writeText(node.data, inPre);
  return isTag(node) && !SILENT.has(node.name) ? writeElement(node, baseUrl, inPre) : "";
}

function writeText(data: string, inPre: boolean): string {
  const text = data.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(EDGE, "&para;");
  return inPre ? text.replaceAll("\n", "\uE000").replaceAll(" ", "\uE001") : text.replace(/\s+/g, " ");
}

function writeElement(element: Element, baseUrl: string, inPre: boolean): string {
  const { name } = element;
  const content = element.children.map((child) => write(child, baseUrl, inPre || name === "pre")).join("");
  if (name === "pre") return `<pre>${content.replace(/<\/?[a-z][^>]*>/g, "").replace(/^\uE000|\uE000$/g, "")}</pre>`;
  if (name === "hr") return "<hr>";
  if (STRUCTURE.has(name)) return `<${name}>${EDGE}${content}${EDGE}</${name}>`;
  if (KNOWN_BLOCKS.has(name)) return inPre ? content : `${EDGE}${content}${EDGE}`;
  const inline = INLINE[name];
  if (inline === undefined || (name === "a" && element.attribs["href"] === undefined)) return content;
  return `<${inline}${attributes(element, baseUrl)}>${content}${name === "img" || name === "br" ? "" : `</${inline}>`}`;
}

function attributes({ attribs }: Element, baseUrl: string): string {
  const shown = SHOWN_ATTRIBUTES.flatMap((name) => {
    const value = attribs[name];
    if (value === undefined || value === "") return [];
    return [` ${name}="${name === "href" || name === "src" ? (URL.parse(value, baseUrl)?.href ?? value) : value}"`];
  });
  return shown.join("").replaceAll(">", "&gt;");
}
