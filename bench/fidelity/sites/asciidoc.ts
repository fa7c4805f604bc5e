import type { Element, ElementContent, Nodes, Root } from "hast";
import { parseMarkdown } from "../structure/markdown-tree.ts";

/** How a generator wants the pages and pictures of a site named. */
export interface Naming {
  readonly page: (reference: string) => string;
  readonly picture: (reference: string) => string;
}

const AS_THEY_LIE: Naming = { page: (reference) => reference, picture: (reference) => reference };

/** A page of ours as AsciiDoc, from the elements that its Markdown stands for. */
export function asAsciidoc(markdown: string, naming: Naming = AS_THEY_LIE): string {
  const tree = parseMarkdown(markdown);
  const place = { naming, notes: footnotesOf(tree), list: "", isInCell: false };
  return `${blocks(tree.children, place).join("\n\n")}\n`;
}

interface Place {
  readonly naming: Naming;
  /** Footnotes' texts by the ids that references lead to. */
  readonly notes: ReadonlyMap<string, Element>;
  /** Markers of the lists around. */
  readonly list: string;
  readonly isInCell: boolean;
}

function footnotesOf(tree: Root): Map<string, Element> {
  const notes = new Map<string, Element>();
  const visit = (node: Nodes): void => {
    if (node.type === "element" && node.tagName === "li" && node.properties["id"] !== undefined) {
      notes.set(String(node.properties["id"]), node);
    }
    if ("children" in node) for (const child of node.children) visit(child);
  };
  visit(tree);
  return notes;
}

function blocks(nodes: readonly Nodes[], place: Place): string[] {
  return nodes
    .filter((node) => node.type === "element")
    .flatMap((element) => block(element, place))
    .filter((text) => text !== "");
}

function block(element: Element, place: Place): string[] {
  const { tagName, children } = element;
  if (/^h[1-6]$/.test(tagName)) return [`${"=".repeat(Number(tagName[1]))} ${inline(children, place)}`];
  switch (tagName) {
    case "section":
      return [];
    case "p":
      return [paragraph(element, place)];
    case "pre":
      return [listing(element)];
    case "ul":
    case "ol":
      return [list(element, place)];
    case "table":
      return [table(element, place)];
    case "blockquote":
      return [quotation(element, place)];
    case "details":
      return [folded(element, place)];
    case "hr":
      return ["'''"];
    default:
      return blocks(children, place);
  }
}

function paragraph({ children }: Element, place: Place): string {
  const [only] = children;
  return children.length === 1 && only?.type === "element" && only.tagName === "img"
    ? image(only, "image::", place)
    : inline(children, place).trim();
}

function listing(pre: Element): string {
  const [code] = pre.children.filter((child) => child.type === "element");
  const language = [code?.properties["className"]].flat().map(String)[0]?.replace("language-", "");
  const fence = /^-{4}$/m.test(plain(pre)) ? "------" : "----";
  const head = language === undefined || language === "undefined" ? "" : `[source,${language}]\n`;
  return `${head}${fence}\n${plain(pre).replace(/\n$/, "")}\n${fence}`;
}

/** Items hold what follows their first line by a plus sign; a block keeps the blank lines in what it holds. */
function list({ tagName, children }: Element, place: Place): string {
  const marker = place.list + (tagName === "ol" ? "." : "*");
  return children
    .filter((child) => child.type === "element")
    .map((item) => `${marker} ${listItem(item, { ...place, list: marker })}`)
    .join("\n");
}

function listItem(item: Element, place: Place): string {
  const lists = item.children.filter(isList);
  const rest = item.children.filter((child) => !isList(child));
  const isLoose = rest.some((child) => child.type === "element" && child.tagName === "p");
  const said = isLoose ? blocks(rest, { ...place, list: "" }).join("\n+\n") : inline(rest, place).trim();
  return [said, ...blocks(lists, place)].join("\n");
}

function isList(node: ElementContent): boolean {
  return node.type === "element" && /^(?:ul|ol)$/.test(node.tagName);
}

function table(element: Element, place: Place): string {
  const rows = rowsOf(element);
  const cols = rows[0]?.map(({ properties }) => ALIGN[String(properties["align"])] ?? "<") ?? [];
  const cells = { ...place, isInCell: true };
  const lines = rows.map((row) => row.map(({ children }) => `|${inline(children, cells)}`).join("\n"));
  return `[cols="${cols.join(",")}",options="header"]\n|===\n${lines.join("\n\n")}\n|===`;
}

const ALIGN: Readonly<Record<string, string>> = { left: "<", center: "^", right: ">" };

function rowsOf(element: Element): Element[][] {
  const inner = element.children.filter((child) => child.type === "element");
  return inner.flatMap((child) =>
    child.tagName === "tr" ? [child.children.filter((cell) => cell.type === "element")] : rowsOf(child),
  );
}

/** One that begins as GitHub's alerts do is an admonition. */
function quotation({ children }: Element, place: Place): string {
  const inside = blocks(children, place);
  const kind = /^pass:c\[\[!(\w+)\\\]\]\n?/.exec(inside[0] ?? "");
  if (kind === null) return `[quote]\n____\n${inside.join("\n\n")}\n____`;
  const first = (inside[0] ?? "").slice(kind[0].length);
  const title = /^\*\*([^*]+)\*\*$/.exec(first)?.[1];
  const body = title === undefined ? [first, ...inside.slice(1)] : inside.slice(1);
  const head = title === undefined ? "" : `.${title}\n`;
  return `${head}[${kind[1] ?? "NOTE"}]\n====\n${body.join("\n\n")}\n====`;
}

function folded({ children }: Element, place: Place): string {
  const summary = children.find((child) => child.type === "element" && child.tagName === "summary");
  const rest = children.filter((child) => child !== summary);
  const title = summary === undefined ? "" : plain(summary);
  return `.${title}\n[%collapsible]\n====\n${blocks(rest, place).join("\n\n")}\n====`;
}

function inline(nodes: readonly Nodes[], place: Place): string {
  return nodes.map((node) => inlineNode(node, place)).join("");
}

function inlineNode(node: Nodes, place: Place): string {
  if (node.type === "text") return escape(node.value, place);
  if (node.type !== "element") return "";
  const { tagName, properties, children } = node;
  const inner = (): string => inline(children, place);
  switch (tagName) {
    case "em":
      return `__${inner()}__`;
    case "strong":
      return `**${inner()}**`;
    case "del":
      return `[.line-through]##${inner()}##`;
    case "code":
      return `\`+${place.isInCell ? plain(node).replaceAll("|", "\\|") : plain(node)}+\``;
    case "a":
      return link(String(properties["href"] ?? ""), inner(), place);
    case "img":
      return image(node, "image:", place);
    case "input":
      return properties["checked"] === true ? "[x]" : "[ ]";
    case "sup":
      return footnote(children, place);
    default:
      return inner();
  }
}

function link(href: string, text: string, { naming }: Place): string {
  if (/^[a-z]+:/.test(href)) return `link:++${href}++[${text}]`;
  return `xref:${naming.page(href).replace(/\.md(?=#|$)/, ".adoc")}[${text}]`;
}

function image({ properties }: Element, macro: string, { naming }: Place): string {
  return `${macro}${naming.picture(String(properties["src"]))}["${String(properties["alt"] ?? "")}"]`;
}

function footnote(children: readonly Nodes[], place: Place): string {
  const [reference] = children.filter((child) => child.type === "element");
  const note = place.notes.get(String(reference?.properties["href"] ?? "").slice(1));
  const said = note === undefined ? "" : inline(note.children, place).replace(/\s*xref:#[^\]]*\]\s*$/, "");
  // Links in it are read before it is: their brackets do not end it.
  return `footnote:[${said.trim()}]`;
}

/** Signs of AsciiDoc's own; a blank around them or not. */
const SPECIAL = /\S*(?:[*_`#^~+{}[\]|<>&\\]|--|\.{3}|[-=]>)\S*/g;

function escape(text: string, { isInCell }: Place): string {
  const escaped = text.replace(SPECIAL, (word) => `pass:c[${word.replaceAll("]", "\\]")}]`);
  return isInCell ? escaped.replaceAll("|", "\\|") : escaped;
}

function plain(node: Nodes): string {
  if (node.type === "text") return node.value;
  return "children" in node ? node.children.map((child) => plain(child)).join("") : "";
}
